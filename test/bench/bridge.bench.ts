/**
 * The rosbridge client under the load of eight cameras: what is lost, how late, at what cost, and the cost
 * beside roslib's on the same stream. `--quick` is shorter, to see that it runs: its figures mean little.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ClientReport } from './bridge/load.ts';
import { type Figure, quantile, report } from './report.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const MEASURED_MS = options.quick ? 3_000 : 60_000;
const COMPARED_MS = options.quick ? 3_000 : 20_000;
const WARM_UP_MS = 3_000;
/** Until garbage is first collected as often as it will be. */
const MEMORY_SETTLED_SHARE = 0.2;

const folder = join(import.meta.dirname, 'bridge');
const server = fork(join(folder, 'load-server.ts'));
try {
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  report(await figuresOf('own', '', url));
  report(await figuresOf('raw', ' with raw.mcap', url));
  // Both at once on one server: whatever else the machine does hits both.
  const [own, roslib] = await Promise.all([
    measure('own', url, COMPARED_MS),
    measure('roslib', url, COMPARED_MS),
  ]);
  console.log(
    `  beside each other: own ${own.coreShare.toFixed(2)}, roslib ${roslib.coreShare.toFixed(2)} of a core`,
  );
  report([
    { name: 'CPU ÷ roslib', value: own.coreShare / roslib.coreShare, unit: '×', target: { atMost: 0.7 } },
  ]);
} finally {
  server.kill();
}

async function figuresOf(kind: 'own' | 'raw', suffix: string, url: string): Promise<Figure[]> {
  const alone = await measure(kind, url, MEASURED_MS);
  const settled = alone.memoryMb.slice(Math.floor(alone.memoryMb.length * MEMORY_SETTLED_SHARE));
  const middleMb = quantile(settled, 0.5);
  const medianMs = quantile(alone.latenciesMs, 0.5).toFixed(2);
  console.log(`  ${alone.messages} messages, median latency ${medianMs} ms, ${middleMb.toFixed(0)} MB`);
  return [
    { name: `lost${suffix}`, value: alone.lost, unit: '', target: { atMost: 0 } },
    {
      name: `added latency p99${suffix}`,
      value: quantile(alone.latenciesMs, 0.99),
      unit: 'ms',
      target: { atMost: 10 },
    },
    { name: `share of one core${suffix}`, value: alone.coreShare, unit: '', target: { atMost: 0.4 } },
    {
      name: `memory, most off its median${suffix}`,
      value: Math.max(...settled.map((mb) => Math.abs(mb - middleMb))),
      unit: 'MB',
      target: { atMost: 100 },
    },
  ];
}

async function measure(
  kind: 'own' | 'raw' | 'roslib',
  url: string,
  measuredMs: number,
): Promise<ClientReport> {
  const args = [kind, url, String(WARM_UP_MS), String(measuredMs)];
  const child: ChildProcess = fork(join(folder, 'client.ts'), args);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the client "${kind}" ended without a report`);
  });
  const [measured] = (await Promise.race([once(child, 'message'), ended])) as [ClientReport];
  if (measured.messages === 0) throw new Error(`the client "${kind}" got no message`);
  return measured;
}
