import type { LatencyView } from '../core/contract/latency.ts';
import { toMs } from '../core/time.ts';
import type { RobotLink } from './robot-link.ts';

export function latencyView(link: RobotLink): LatencyView {
  const offset = link.clockOffset();
  return {
    streams: [
      ...link.streams.map(({ name, kind, latency }) => ({ name, kind, latencyMs: latency.spread() })),
      { name: 'commands', kind: 'commands', latencyMs: link.echoLatency.spread() },
    ],
    clock:
      offset === null
        ? null
        : { aheadMs: toMs(-offset.offsetNs), errorMs: toMs(offset.errorNs), method: offset.method },
  };
}
