import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { buildHead, buildRow, writeEpisode } from '../../test/builders/episode.ts';
import { seededRandom } from '../../test/builders/random.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { hashFile } from '../storage/file-hash.ts';
import { EPISODE_FILES } from './columns.ts';
import { writeManifestFile } from './manifest-file.ts';
import { type EpisodeReader, openEpisode } from './reader.ts';
import { verifyEpisode } from './verify.ts';

const STEPS = 40;

async function built() {
  const dataset = await tempDataset();
  const head = buildHead();
  const manifest = await writeEpisode(dataset, STEPS, { head, limits: { batchBytes: 12_000 } });
  const folder = join(dataset.episodesPath, head.id);
  return { head, manifest, folder, path: join(folder, EPISODE_FILES.data) };
}

test('series come back row by row', async () => {
  const { head, folder } = await built();
  const reader = await openForTest(folder);
  const series = await reader.series();
  expect(reader.rowCount).toBe(STEPS + 1);
  for (let step = 0; step <= STEPS; step += 1) {
    const row = buildRow(head, step, STEPS);
    expect(series.timeNs[step]).toBe(row.timeNs);
    expect(series.wallNs[step]).toBe(row.wallNs);
    expect(series.phase[step]).toBe(row.phase);
    expect(series.attempt[step]).toBe(row.attempt);
    expect(series.state.subarray(3 * step, 3 * step + 3)).toEqual(Float32Array.from(row.state));
    expect(series.stamps.front!.receivedNs[step]).toBe(row.stamps.front!.receivedNs);
    expect(series.stamps.arm!.isPresent[step]).toBe(row.stamps.arm === null ? 0 : 1);
    if (row.action === null) continue;
    expect(series.action.subarray(2 * step, 2 * step + 2)).toEqual(Float32Array.from(row.action));
    expect(series.actionSource[step]).toBe('script');
    expect([series.reward[step], series.terminated[step]]).toEqual(step === STEPS - 1 ? [1, 1] : [0, 0]);
    expect(series.truncated[step]).toBe(0);
  }
  expect(series.action).toHaveLength(2 * STEPS);
});

test('frames are the bytes that the camera sent', async () => {
  const { head, folder } = await built();
  const reader = await openForTest(folder);
  const steps = [STEPS, 0, 7, 7, 23, 1];
  const frames = await Promise.all(steps.map((step) => reader.frame('wrist', step)));
  steps.forEach((step, index) => {
    expect(Buffer.compare(frames[index]!, buildRow(head, step, STEPS).images.wrist!)).toBe(0);
  });
});

test('a camera’s images in order, and again, are the same in memory that is used again', async () => {
  const { head, folder } = await built();
  const reader = await openForTest(folder);
  const sequence = reader.sequence('wrist');
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => step);
  const memory = new Set<ArrayBufferLike>();
  for (const step of [...steps, 3, STEPS, 0]) {
    const sent = buildRow(head, step, STEPS).images.wrist!;
    expect(await sequence.byteLength(step)).toBe(sent.byteLength);
    const bytes = await sequence.bytes(step);
    expect(Buffer.compare(bytes, sent)).toBe(0);
    memory.add(bytes.buffer);
  }
  // Dozens of batches: it only grows when one is longer than all before.
  expect(memory.size).toBeLessThan(8);
  await expect(sequence.bytes(STEPS + 1)).rejects.toMatchObject({ code: 'not-found' });
  expect(() => reader.sequence('left')).toThrow('no camera "left"');
});

test.each([
  ['left', 0],
  ['wrist', STEPS + 1],
  ['wrist', -1],
  ['wrist', 1.5],
])('there is no frame of camera %s at row %d', async (camera, row) => {
  const { folder } = await built();
  const reader = await openForTest(folder);
  await expect(reader.frame(camera, row)).rejects.toMatchObject({ code: 'not-found' });
});

test('extra streams come back sample by sample', async () => {
  const { head, folder } = await built();
  const reader = await openForTest(folder);
  for (const name of ['arm', 'front', 'input', 'events']) {
    const samples = await collect(reader.extras(name));
    const expected = Array.from({ length: STEPS + 1 }, (_, row) =>
      buildRow(head, row, STEPS).extras[name]!.map((sample) => ({ row, ...sample })),
    ).flat();
    expect(samples.map((sample) => ({ ...sample, value: plain(sample.value) }))).toEqual(
      expected.map((sample) => ({ ...sample, value: plain(sample.value) })),
    );
  }
  await expect(collect(reader.extras('sonar'))).rejects.toMatchObject({ code: 'not-found' });
});

test('without a sound footer the batches are found all the same, and say the same', async () => {
  const { head, folder, path } = await built();
  const whole = await readFile(path);
  const endOfStream = whole.lastIndexOf(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
  for (let offset = endOfStream + 8; offset < whole.byteLength; offset += 97) {
    const flipped = Buffer.from(whole);
    flipped[offset]! ^= 4;
    await writeFile(path, flipped);
    const reader = await openForTest(folder);
    const frame = await reader.frame('front', STEPS - 1);
    expect(Buffer.compare(frame, buildRow(head, STEPS - 1, STEPS).images.front!)).toBe(0);
  }
});

test('an episode is opened without a look at its batches, and a damaged one is found when it is used', async () => {
  const { folder, path } = await built();
  const whole = await readFile(path);
  const firstBatch = whole.indexOf(Buffer.from([0xff, 0xff, 0xff, 0xff]), whole.byteLength / 2);
  whole[firstBatch + 40]! ^= 1;
  await writeFile(path, whole);
  const reader = await openForTest(folder);
  await reader.frame('front', 0);
  await expect(reader.series()).rejects.toMatchObject({ code: 'corrupt' });
});

test('what reached the file otherwise than it left the memory is found, whatever the hash says', async () => {
  const { folder, path, manifest } = await built();
  const bytes = await readFile(path);
  const frame = Buffer.from(buildRow(manifest.head, 20, STEPS).images.front!);
  bytes[bytes.indexOf(frame) + 300]! ^= 1;
  await writeFile(path, bytes);
  await writeManifestFile(folder, { ...manifest, file: { ...manifest.file, sha256: await hashFile(path) } });
  await expect(verifyEpisode(folder)).rejects.toThrow('a body with a wrong checksum');
});

test('an episode that is not sealed is not read', async () => {
  const { folder, head } = await built();
  await writeManifestFile(folder, { format: 1, state: 'recording', head });
  await expect(openEpisode(folder)).rejects.toMatchObject({ code: 'corrupt' });
});

test('a file of another length is refused, wherever it was cut', async () => {
  const { folder, path, manifest } = await built();
  const whole = await readFile(path);
  const random = seededRandom(3);
  for (let round = 0; round < 40; round += 1) {
    const cut = Math.floor(random() * manifest.file.bytes);
    await truncate(path, cut);
    await expect(openEpisode(folder), `cut at ${cut}`).rejects.toMatchObject({ code: 'corrupt' });
    await writeFile(path, whole);
  }
  await writeFile(path, Buffer.concat([whole, Buffer.alloc(8)]));
  await expect(openEpisode(folder)).rejects.toThrow('the manifest says');
});

test('a flipped bit gives other values or a clear error, and never escapes the hash', {
  timeout: 60_000,
}, async () => {
  const { folder, path } = await built();
  const whole = await readFile(path);
  const random = seededRandom(11);
  let refused = 0;
  for (let round = 0; round < 300; round += 1) {
    const flipped = Buffer.from(whole);
    flipped[Math.floor(random() * whole.byteLength)]! ^= 1 << Math.floor(random() * 8);
    await writeFile(path, flipped);
    refused += await readAll(folder);
    await expect(verifyEpisode(folder)).rejects.toMatchObject({ code: 'corrupt' });
  }
  expect(refused).toBeGreaterThan(20);
});

/** 1 when the episode was refused as corrupt. */
async function readAll(folder: string): Promise<number> {
  let reader: EpisodeReader | undefined;
  try {
    reader = await openEpisode(folder);
    await reader.series();
    for (let row = 0; row <= STEPS; row += 1) await reader.frame('front', row);
    for (const name of ['arm', 'front', 'input', 'events']) await collect(reader.extras(name));
    return 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'corrupt') return 1;
    throw error;
  } finally {
    await reader?.close();
  }
}

async function openForTest(folder: string): Promise<EpisodeReader> {
  const reader = await openEpisode(folder);
  onTestFinished(() => reader.close());
  return reader;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function plain(value: unknown): unknown {
  return typeof value === 'string' ? value : Array.from(value as ArrayLike<number>);
}
