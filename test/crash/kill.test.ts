import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { Catalogue } from '../../datasets/catalogue/catalogue.ts';
import {
  type Dataset,
  episodeFolder,
  episodeNames,
  openDataset,
  readManifest,
} from '../../datasets/dataset.ts';
import { recoverEpisodes } from '../../datasets/episode/recover.ts';
import { verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { readLabels } from '../../datasets/labels.ts';
import { acquireLock } from '../../datasets/lock.ts';
import { listTrash } from '../../datasets/trash.ts';
import { foldRecovered } from '../../station/collect/fold-recovered.ts';
import { BUILT_DATASET } from '../builders/episode.ts';
import { seededRandom } from '../builders/random.ts';
import { type ChildEvent, STAGES, type Stage } from './child-event.ts';

const KILLS = 200;
const AT_ONCE = 4;
/** What may be lost of an episode that was open. */
const LOSS_MS = 1000;
const CHILD = fileURLToPath(new URL('recording-child.ts', import.meta.url));

/**
 * In memory where that is there: a killed process takes nothing back that it gave to the system, on whatever
 * disk, and 200 rounds on a slow one would take long.
 */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(MEMORY, 'retrace-kill-'));
  return () => rm(root, { recursive: true, force: true });
});

interface Plan {
  seed: number;
  length: 'short' | 'long';
  /** Killed this long after the child said for the n-th time that it is there, or after its start. */
  stage: Stage | 'starting';
  times: number;
  delayMs: number;
}

/** Up to when in a stage: about as long as it takes on a fast disk. */
const STAGE_MS: Record<Stage | 'starting', number> = {
  starting: 400,
  opening: 10,
  beginning: 3,
  recording: 100,
  sealing: 3,
  labelling: 1,
  rebuilding: 8,
};

/** Every stage in its turn, each at a moment of its own; one in eight is a long recording. */
function planOf(seed: number): Plan {
  const random = seededRandom(seed);
  if (seed % 8 === 0) {
    return { seed, length: 'long', stage: 'recording', times: 1, delayMs: 200 + random() * 1500 };
  }
  const stages = Object.keys(STAGE_MS) as (Stage | 'starting')[];
  const stage = stages[seed % stages.length]!;
  const times = stage === 'starting' || stage === 'opening' ? 1 : 1 + Math.floor(random() * 2);
  return { seed, length: 'short', stage, times, delayMs: random() * STAGE_MS[stage] };
}

/** Runs a child until it is killed; what it said before. */
async function runAndKill(dataset: Dataset, plan: Plan): Promise<ChildEvent[]> {
  const child = spawn(process.execPath, [CHILD, dataset.path, plan.length], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
  });
  const closed = once(child, 'close');
  const errors: string[] = [];
  child.stderr.on('data', (data) => errors.push(String(data)));
  const events: ChildEvent[] = [];
  let isDue = () => {};
  const due = new Promise<void>((resolve) => {
    isDue = resolve;
  });
  createInterface(child.stdout).on('line', (line) => {
    // A line that was cut off by the kill was not said.
    if (!line.endsWith('}')) return;
    events.push(JSON.parse(line));
    if (events.filter((event) => event.kind === 'stage' && event.stage === plan.stage).length === plan.times)
      isDue();
  });
  if (plan.stage === 'starting') isDue();
  await Promise.race([due, closed]);
  await sleep(plan.delayMs);
  child.kill('SIGKILL');
  await closed;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the child ended by itself: ${errors.join('')}`);
  return events;
}

/** As the next station does; nobody mends anything by hand. */
async function recover(dataset: Dataset): Promise<number> {
  const lock = await acquireLock(dataset, 'crash test');
  const recovered = await recoverEpisodes(dataset, foldRecovered);
  await lock.release();
  return recovered.length;
}

async function checkAll(dataset: Dataset, events: ChildEvent[]): Promise<number | null> {
  expect(await recover(dataset)).toBeLessThanOrEqual(1);
  for await (const { name, damage, findings } of verifyDataset(dataset)) {
    expect(damage, name).toEqual([]);
    expect(findings.filter(({ code }) => code === 'not-sealed' || code === 'foreign')).toEqual([]);
  }
  const sealed = events.filter((event) => event.kind === 'sealed');
  for (const { id, sha256 } of sealed) {
    expect(await readManifest(dataset, id)).toMatchObject({ state: 'sealed', file: { sha256 } });
    const data = await readFile(join(episodeFolder(dataset, id), 'episode.arrow'));
    expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
  }
  const confirmed = new Map<string, number>();
  for (const event of events) if (event.kind === 'labelled') confirmed.set(event.id, event.labels);
  for (const [id, count] of confirmed) {
    const { labels } = await readLabels(dataset, id);
    expect(labels.length).toBeGreaterThanOrEqual(count);
    expect(labels.map((label) => label.kind === 'note' && label.text)).toEqual(
      labels.map((_, i) => `note ${i}`),
    );
  }
  const catalogue = new Catalogue(dataset);
  const { total } = await catalogue.rebuild().then(() => catalogue.query());
  catalogue.close();
  expect(total).toBe((await episodeNames(dataset)).length);
  expect(await recover(dataset)).toBe(0);
  return await lossOf(dataset, events);
}

/** Milliseconds that are missing of the episode that was open; null when none was. */
async function lossOf(dataset: Dataset, events: ChildEvent[]): Promise<number | null> {
  const last = events.findLast((event) => event.kind === 'row');
  if (last === undefined || events.some((event) => event.kind === 'sealed' && event.id === last.id))
    return null;
  const inTrash = (await listTrash(dataset)).some(({ id }) => id === last.id);
  const manifest = inTrash ? null : await readManifest(dataset, last.id);
  const keptMs = manifest === null || manifest.state === 'recording' ? 0 : manifest.durationNs / 1e6;
  const lossMs = last.timeMs - keptMs;
  expect(lossMs).toBeLessThanOrEqual(LOSS_MS);
  return Math.max(0, lossMs);
}

test(`killed at ${KILLS} moments, no sealed episode changes, an open one loses ${LOSS_MS} ms at most`, {
  timeout: 900_000,
}, async () => {
  const killedIn = Object.fromEntries(['starting', ...STAGES].map((stage) => [stage, 0]));
  const losses: number[] = [];
  let longestMs = 0;
  const plans = Array.from({ length: KILLS }, (_, seed) => planOf(seed));
  const work = async () => {
    for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) {
      const dataset = await openDataset(join(root, String(plan.seed)), { create: BUILT_DATASET });
      const events = await runAndKill(dataset, plan);
      const stage = events.findLast((event) => event.kind === 'stage')?.stage ?? 'starting';
      killedIn[stage]! += 1;
      const loss = await checkAll(dataset, events).catch((error: unknown) => {
        throw new Error(`seed ${plan.seed}, killed in ${stage}: ${String(error)}`, { cause: error });
      });
      if (loss !== null) losses.push(loss);
      longestMs = Math.max(longestMs, ...events.map((event) => (event.kind === 'row' ? event.timeMs : 0)));
      await rm(dataset.path, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(
    `killed in ${JSON.stringify(killedIn)}; of ${losses.length} open episodes, up to ${(longestMs / 1000).toFixed(1)} s ` +
      `long, at most ${Math.max(...losses).toFixed(0)} ms were lost`,
  );
  for (const stage of STAGES) {
    expect(killedIn[stage], stage).toBeGreaterThanOrEqual(5);
  }
});

test('killed while it recovers, again and again, an episode is recovered all the same', {
  timeout: 180_000,
}, async () => {
  const dataset = await openDataset(join(root, 'recovering'), { create: BUILT_DATASET });
  const events = await runAndKill(dataset, {
    seed: 0,
    length: 'long',
    stage: 'recording',
    times: 1,
    delayMs: 1500,
  });
  for (let round = 0; round < 8; round += 1) {
    // The next child begins by recovering what this one left.
    const delayMs = seededRandom(round)() * 60;
    await runAndKill(dataset, { seed: round, length: 'long', stage: 'opening', times: 1, delayMs });
  }
  await recover(dataset);
  await lossOf(dataset, events);
  for await (const { damage } of verifyDataset(dataset)) expect(damage).toEqual([]);
});
