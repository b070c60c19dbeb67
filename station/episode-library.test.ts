import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Dataset } from '../datasets/dataset.ts';
import { EpisodeWriter } from '../datasets/episode/writer.ts';
import { buildEnd, buildHead, buildRow, writeEpisode } from '../test/builders/episode.ts';
import { tempDataset } from '../test/builders/temp-dataset.ts';
import { EpisodeLibrary } from './episode-library.ts';

let dataset: Dataset;
let library: EpisodeLibrary;

beforeEach(async () => {
  dataset = await tempDataset();
  library = new EpisodeLibrary(dataset);
  onTestFinished(() => library.close());
});

test('pictures of more episodes than are kept open come side by side', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 24; i += 1) ids.push((await writeEpisode(dataset, 4)).head.id);
  for (let round = 0; round < 5; round += 1) {
    const pictures = await Promise.all(ids.map((id) => library.frame(id, 'front', round)));
    expect(pictures.every(({ bytes }) => bytes.byteLength > 0)).toBe(true);
  }
});

test('one that cannot be opened harms no other', async () => {
  const { head } = await writeEpisode(dataset, 4);
  const missing = Array.from({ length: 12 }, () => library.frame(buildHead().id, 'front', 0));
  const there = library.frame(head.id, 'front', 0);
  const answers = await Promise.allSettled(missing);
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  expect((await there).encoding).toBe('jpeg');
});

test('before its first picture a camera has no age', async () => {
  const head = buildHead();
  const writer = await EpisodeWriter.create(dataset, head);
  const steps = 3;
  for (let step = 0; step <= steps; step += 1) {
    const row = buildRow(head, step, steps);
    const { front: _, ...others } = row.images;
    writer.append(step === 0 ? { ...row, images: others, stamps: { ...row.stamps, front: null } } : row);
  }
  await writer.seal(buildEnd(steps));
  const { cameras } = await library.series(head.id);
  const ages = cameras.find(({ name }) => name === 'front')!.ageMs;
  expect(ages[0]).toBeNull();
  expect(ages[1]).toBeGreaterThanOrEqual(0);
});
