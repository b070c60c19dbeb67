import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { buildEnd, buildHead, buildRow, timeOf, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../../test/builders/temp-dataset.ts';
import { type Dataset, openDataset } from '../dataset.ts';
import type { EpisodeHead } from './manifest.ts';
import { type EpisodeReader, openEpisode } from './reader.ts';
import { recoverEpisode } from './recover.ts';
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
