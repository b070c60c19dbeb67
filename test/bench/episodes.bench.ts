/**
 * Episode files at the limit of the disk: writing beside others, recording in real time, sealing, reading,
 * recovery, catalogue. `--quick` does less of everything, to see that it runs: its figures mean little.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '../../datasets/dataset.ts';
import { ensurePythonEnvironment } from '../../scripts/python-environment.ts';
import { BUILT_DATASET, writeEpisode } from '../builders/episode.ts';
import { timeQueries, timeRebuild } from './episodes/catalogue.ts';
import { timeOpenings, timeRandomFrames, timeRecovery } from './episodes/reading.ts';
import { recordInRealTime } from './episodes/real-time.ts';
import { datasetOf, HEAVY } from './episodes/rows.ts';
import { SEALING_LOAD, timeSeal } from './episodes/sealing.ts';
import { mcapWriter, pyarrowWriter, rawWriter, retraceWriter, type Writer } from './episodes/writers.ts';
import { type Figure, quantile, report } from './report.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const FULL = {
  writeSteps: 800,
  writeRounds: 8,
  realTimeMs: 60_000,
  shortSeals: 40,
  longSeals: 5,
  longSeconds: 1800,
  frames: 3000,
  episodes: 10_000,
  rows: 100_000,
};
const QUICK: typeof FULL = {
  writeSteps: 100,
  writeRounds: 2,
  realTimeMs: 5_000,
  shortSeals: 3,
  longSeals: 2,
  longSeconds: 60,
  frames: 300,
  episodes: 200,
  rows: 2_000,
};
const SIZES = options.quick ? QUICK : FULL;

const root = join(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'retrace-episodes-'));
const bytesPerStep = HEAVY.cameras * HEAVY.frameBytes;

/** Others' times over ours for the same data, round by round: what else the machine does hits both. */
async function compareWriters(): Promise<Figure[]> {
  const dataset = await openDataset(join(folder, 'writers'), { create: datasetOf(HEAVY) });
  const retrace = retraceWriter(dataset);
  const others = [rawWriter(folder), mcapWriter(folder), ...pythonWriters()];
  const seconds = new Map<Writer, number[]>([retrace, ...others].map((writer) => [writer, []]));
  // The first round finds no code compiled and no thread started. The order turns round from one to the next:
  // on a virtual machine whoever comes after others pays for memory that its host has taken back meanwhile.
  for (let round = -1; round < SIZES.writeRounds; round += 1) {
    const order = round % 2 === 0 ? [...seconds] : [...seconds].reverse();
    for (const [writer, times] of order) {
      const time = await writer.write(SIZES.writeSteps);
      if (round >= 0) times.push(time);
      await removeWritten();
    }
  }
  const ours = seconds.get(retrace)!;
  for (const [{ name }, times] of seconds) {
    const mb = (SIZES.writeSteps * bytesPerStep) / 1e6;
    console.log(`  ${name}: ${(mb / quantile(times, 0.5)).toFixed(0)} MB/s, sync included`);
  }
  const targets = [0.8, 1.5, 1];
  return others.map((writer, index) => ({
    name: `sustained write ÷ ${writer.name}`,
    value: quantile(seconds.get(writer)!, 0.5) / quantile(ours, 0.5),
    unit: '×',
    target: { atLeast: targets[index]! },
  }));
}

function pythonWriters(): Writer[] {
  try {
    return [pyarrowWriter(folder, ensurePythonEnvironment(root))];
  } catch (error) {
    console.log(`  pyarrow is left out, there is no Python for it: ${(error as Error).message}`);
    process.exitCode = 1;
    return [];
  }
}

async function removeWritten(): Promise<void> {
  for (const name of ['raw.bin', 'bench.mcap', 'pyarrow.arrow'])
    await rm(join(folder, name), { force: true });
  await rm(join(folder, 'writers/episodes'), { recursive: true });
  await openDataset(join(folder, 'writers'), { create: datasetOf(HEAVY) });
}

/** The episode that was recorded in real time, 2 GB, is then read, torn and recovered. */
async function recordAndRead(): Promise<Figure[]> {
  const dataset = await openDataset(join(folder, 'real-time'), { create: datasetOf(HEAVY) });
  const recorded = await recordInRealTime(dataset, SIZES.realTimeMs);
  console.log(`  ${(recorded.bytes / 1e9).toFixed(2)} GB, sealed in ${recorded.sealMs.toFixed(0)} ms`);
  const openings = await timeOpenings(recorded.folder, 30);
  const frames = await timeRandomFrames(recorded.folder, SIZES.frames);
  const recovery = await timeRecovery(dataset, recorded.folder);
  await rm(dataset.path, { recursive: true });
  const { lost, delayP99Ms, coreShare, memorySpreadMb } = recorded;
  return [
    { name: 'real time: frames and states lost', value: lost, unit: '', target: { atMost: 0 } },
    { name: 'real time: event-loop delay p99', value: delayP99Ms, unit: 'ms', target: { atMost: 5 } },
    { name: 'real time: share of one core', value: coreShare, unit: '', target: { atMost: 0.3 } },
    {
      name: 'real time: memory, most off its median',
      value: memorySpreadMb,
      unit: 'MB',
      target: { atMost: 100 },
    },
    { name: 'opening, median', value: quantile(openings, 0.5), unit: 'ms', target: { atMost: 10 } },
    { name: 'frame at random, median', value: quantile(frames, 0.5), unit: 'ms', target: { atMost: 0.3 } },
    { name: 'frame at random, p99', value: quantile(frames, 0.99), unit: 'ms', target: { atMost: 5 } },
    { name: 'recovery of the torn episode', value: recovery.seconds, unit: 's', target: { atMost: 3 } },
  ];
}

async function seal(): Promise<Figure[]> {
  const dataset = await openDataset(join(folder, 'sealing'), { create: datasetOf(SEALING_LOAD) });
  const short: number[] = [];
  const long: number[] = [];
  for (let round = 0; round < SIZES.shortSeals; round += 1) short.push(await timeSeal(dataset, 10, false));
  for (let round = 0; round < SIZES.longSeals; round += 1) {
    long.push(await timeSeal(dataset, SIZES.longSeconds, true));
  }
  await rm(dataset.path, { recursive: true });
  const figure = (name: string, times: number[], share: number): Figure => ({
    name: `sealing ${name}`,
    value: quantile(times, share),
    unit: 'ms',
    target: { atMost: 50 },
  });
  return [
    figure('10 s, median', short, 0.5),
    figure('10 s, p99', short, 0.99),
    figure('30 min, median', long, 0.5),
    figure('30 min, p99', long, 0.99),
  ];
}

async function catalogue(): Promise<Figure[]> {
  const path = join(folder, 'catalogue');
  const dataset = await openDataset(path, { create: BUILT_DATASET });
  const { head } = await writeEpisode(dataset, 100);
  const rebuildSeconds = await timeRebuild(dataset, head.id, SIZES.episodes);
  const queries = await timeQueries(dataset, head.id, SIZES.rows, 9);
  const medians = queries.map((times) => quantile(times, 0.5));
  console.log(`  medians of ${medians.length} queries: ${medians.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  return [
    { name: 'catalogue: rebuild', value: rebuildSeconds, unit: 's', target: { atMost: 10 } },
    {
      name: 'catalogue: slowest query, median',
      value: Math.max(...medians),
      unit: 'ms',
      target: { atMost: 50 },
    },
  ];
}

try {
  for (const section of [compareWriters, recordAndRead, seal, catalogue]) {
    const startMs = performance.now();
    report(await section());
    console.log(`  (${section.name}: ${((performance.now() - startMs) / 1000).toFixed(0)} s)`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
