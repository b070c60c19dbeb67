import type { LatencyView } from '../core/contract/latency.ts';
import { toMs } from '../core/time.ts';
import type { RobotLink } from './robot-link.ts';

/** @param wallNs the same instant as `nowNs`, on the wall: the robot's clock is told by the time of day */
export function latencyView(link: RobotLink, nowNs: bigint, wallNs: bigint): LatencyView {
  const offset = link.clock.offset();
  return {
    streams: [
      ...link.streams.map(({ name, kind, latency }) => ({ name, kind, latencyMs: latency.spread() })),
      { name: 'commands', kind: 'commands', latencyMs: link.commands.echoLatency.spread() },
    ],
    clock:
      offset === null
        ? null
        : {
            aheadMs: toMs(nowNs - offset.offsetNs - wallNs),
            errorMs: toMs(offset.errorNs),
            method: offset.method,
          },
  };
}
