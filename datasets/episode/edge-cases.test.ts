import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { depthPng } from '../../test/builders/depth-png.ts';
import { buildEnd, buildHead, buildRow, timeOf } from '../../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../../test/builders/temp-dataset.ts';
import { type Dataset, openDataset } from '../dataset.ts';
import type { EpisodeHead } from './manifest.ts';
import { type EpisodeReader, openEpisode } from './reader.ts';
import type { StepRow } from './row.ts';
import { verifyEpisode } from './verify.ts';
import { EpisodeWriter } from './writer.ts';

const STEPS = 12;

/** Write an episode whose rows are built and then changed; read back after its hash was checked. */
async function episodeOf(
  dataset: Dataset,
  head: EpisodeHead,
  change: (row: StepRow, step: number) => StepRow = (row) => row,
  steps = STEPS,
): Promise<EpisodeReader> {
  const writer = await EpisodeWriter.create(dataset, head);
  for (let step = 0; step <= steps; step += 1) writer.append(change(buildRow(head, step, steps), step));
  await writer.seal(buildEnd(steps));
  const folder = join(dataset.episodesPath, head.id);
  await verifyEpisode(folder);
  const reader = await openEpisode(folder);
  onTestFinished(() => reader.close());
  return reader;
}

/** A dataset for episodes with other cameras than the built ones have. */
async function datasetWith(cameras: string[]): Promise<Dataset> {
  return await openDataset(await tempFolder(), {
    create: { name: 'other', robotProfile: 'built-arm', cameras },
  });
}

function headWith(cameras: string[], encoding: 'jpeg' | 'png' = 'jpeg'): EpisodeHead {
  return buildHead({
    cameras: cameras.map((name) => ({ name, widthPx: 64, heightPx: 48, encoding })),
    streams: [...cameras, 'arm'],
    extras: [{ name: 'events', kind: 'text' }],
  });
}

const eventsOnly = (row: StepRow): StepRow => ({ ...row, extras: { events: row.extras.events ?? [] } });

test('a camera has no image before its first one, and keeps its last one when it drops out', async () => {
  const head = buildHead();
  const frozen = buildRow(head, 8, STEPS);
  const reader = await episodeOf(await tempDataset(), head, (row, step) => {
    const { front, wrist } = row.images;
    if (step < 5) return { ...row, images: { front: front! }, stamps: { ...row.stamps, wrist: null } };
    if (step <= 8) return row;
    const stamps = { ...row.stamps, wrist: frozen.stamps.wrist! };
    return { ...row, images: { front: front!, wrist: frozen.images.wrist ?? wrist! }, stamps };
  });
  const { stamps, timeNs } = await reader.series();
  expect([...stamps.wrist!.isPresent]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  await expect(reader.frame('wrist', 4)).rejects.toMatchObject({
    code: 'not-found',
    message: 'camera "wrist" had sent nothing yet at row 4',
  });
  expect(await reader.frame('wrist', 5)).toEqual(new Uint8Array(buildRow(head, 5, STEPS).images.wrist!));
  expect(await reader.frame('wrist', 12)).toEqual(await reader.frame('wrist', 8));
  // What says so is the age: four more steps.
  const ageNs = (row: number) => timeNs[row]! - stamps.wrist!.stampNs[row]!;
  expect(ageNs(12) - ageNs(8)).toBe(timeOf(12) - timeOf(8));
  expect(await reader.frame('front', 0)).toEqual(new Uint8Array(buildRow(head, 0, STEPS).images.front!));
});

test.each([
  [
    'no image of a camera that has sent one',
    (row: StepRow) => ({ ...row, images: {} }),
    'images.front is missing',
  ],
  [
    'an image without its time',
    (row: StepRow) => ({ ...row, stamps: { ...row.stamps, front: null } }),
    'stamps.front is null beside an image',
  ],
])('%s is refused', async (_, change, message) => {
  const head = buildHead();
  const writer = await EpisodeWriter.create(await tempDataset(), head);
  expect(() => writer.append(change(buildRow(head, 0, STEPS)))).toThrow(message);
});

test('an episode without a camera', async () => {
  const reader = await episodeOf(await datasetWith([]), headWith([]), eventsOnly);
  expect(reader.rowCount).toBe(STEPS + 1);
  await expect(reader.frame('front', 0)).rejects.toMatchObject({ code: 'not-found' });
});

test('an episode with 12 cameras', async () => {
  const cameras = Array.from({ length: 12 }, (_, index) => `camera-${index}`);
  const head = headWith(cameras);
  const reader = await episodeOf(await datasetWith(cameras), head, eventsOnly);
  for (const camera of cameras) {
    const built = buildRow(head, 7, STEPS).images[camera]!;
    expect(Buffer.compare(await reader.frame(camera, 7), built)).toBe(0);
  }
});

test('depth as PNG of 16 bits comes back bit by bit', async () => {
  const head = headWith(['depth'], 'png');
  const picture = (step: number) => depthPng(64, 48, (x, y) => (step * 997 + x * 1021 + y * 31) % 65536);
  const reader = await episodeOf(await datasetWith(['depth']), head, (row, step) => ({
    ...eventsOnly(row),
    images: { depth: picture(step) },
  }));
  expect(Buffer.compare(await reader.frame('depth', 9), picture(9))).toBe(0);
});

test('a phase that first comes in the last batch is as well known as the first', async () => {
  const head = buildHead();
  const dataset = await tempDataset();
  const writer = await EpisodeWriter.create(dataset, head, { limits: { batchBytes: 1 } });
  for (let step = 0; step <= STEPS; step += 1) {
    const phase = step === STEPS ? 'success' : 'failure';
    writer.append({ ...buildRow(head, step, STEPS), phase });
  }
  await writer.seal(buildEnd(STEPS));
  const reader = await openEpisode(writer.folder);
  onTestFinished(() => reader.close());
  const { phase } = await reader.series();
  expect(phase).toEqual([...Array(STEPS).fill('failure'), 'success']);
});

test('six hours, in simulated time', { timeout: 60_000 }, async () => {
  const head = headWith(['front']);
  const dataset = await datasetWith(['front']);
  const writer = await EpisodeWriter.create(dataset, head);
  const rows = 6 * 3600 * 10;
  const picture = buildRow(head, 1, STEPS).images.front!.subarray(0, 40);
  for (let step = 0; step < rows; step += 1) {
    const timeNs = BigInt(step) * 100_000_000n;
    const stamp = { stampNs: timeNs, receivedNs: timeNs };
    const isFinal = step === rows - 1;
    writer.append({
      timeNs,
      wallNs: timeNs,
      phase: 'failure',
      attempt: 0,
      state: [step, 0, 0],
      images: { front: picture },
      stamps: { front: stamp, arm: stamp },
      action: isFinal ? null : [step, 0],
      actionSource: isFinal ? null : 'script',
      reward: 0,
      terminated: false,
      truncated: step === rows - 2,
      extras: {},
    });
    if (step % 5000 === 0) await new Promise(setImmediate);
  }
  const durationNs = (rows - 1) * 1e8;
  const segments = [{ phase: 'failure', attempt: 0, startNs: 0, endNs: durationNs }];
  const manifest = await writer.seal({ outcome: 'aborted', events: [], segments, findings: [] });
  expect(manifest).toMatchObject({ durationNs, counts: { rows }, segments: [{ endStep: rows - 1 }] });
  const reader = await openEpisode(writer.folder);
  onTestFinished(() => reader.close());
  const { timeNs, state } = await reader.series();
  expect(timeNs.at(-1)).toBe(BigInt(durationNs));
  expect(state[3 * (rows - 1)]).toBe(rows - 1);
  expect(Buffer.compare(await reader.frame('front', rows - 1), picture)).toBe(0);
});

test.each(['a.b', 'a/b', '../up', 'kamera ä', '正面', 'x'.repeat(65), '0front', 'a\u0000b'])(
  'a camera named %j is refused before anything is on disk',
  async (name) => {
    const dataset = await datasetWith([name]);
    await expect(EpisodeWriter.create(dataset, headWith([name]))).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(await readdir(dataset.episodesPath)).toEqual([]);
  },
);

test('names that are no part of a path or column may have any character', async () => {
  const names = ['joint.1/π', 'a.b', '../z'];
  const head = buildHead({
    operator: 'Ада / "Lovelace"',
    task: 'fold … 折りたたむ\n../..',
    state: { names, units: ['°', 'm/s²', ''] },
  });
  const reader = await episodeOf(await tempDataset(), head);
  expect(reader.manifest.head).toMatchObject({ operator: head.operator, task: head.task, state: { names } });
});
