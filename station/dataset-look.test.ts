import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Dataset, episodeFolder, readManifest } from '../datasets/dataset.ts';
import type { SealedManifest } from '../datasets/episode/manifest.ts';
import { writeManifestFile } from '../datasets/episode/manifest-file.ts';
import { buildHead, writeEpisode } from '../test/builders/episode.ts';
import { writeManifests } from '../test/builders/manifests.ts';
import { tempDataset } from '../test/builders/temp-dataset.ts';
import { Quotas } from './collect/quotas.ts';
import { DatasetLook } from './dataset-look.ts';

/** More than a station waits for. */
const MANY = 1100;
const SECONDS_EACH = 2;

let dataset: Dataset;
let sealed: SealedManifest;

beforeEach(async () => {
  dataset = await tempDataset();
  sealed = await writeEpisode(dataset, 3);
});

/** As a crash leaves it. */
async function writeOpen(): Promise<string> {
  const { head } = await writeEpisode(dataset, 3, { head: buildHead() });
  await writeManifestFile(episodeFolder(dataset, head.id), { format: 1, state: 'recording', head });
  return head.id;
}

async function begin(): Promise<{ look: DatasetLook; quotas: Quotas }> {
  const quotas = await Quotas.open(dataset.path);
  const look = await DatasetLook.begin(dataset, quotas);
  onTestFinished(() => look.close());
  return { look, quotas };
}

test('over a small dataset it is over when the station begins', async () => {
  const open = await writeOpen();
  await mkdir(join(dataset.episodesPath, 'holiday pictures'));
  const { look, quotas } = await begin();
  expect([look.progress, look.failure]).toEqual([null, null]);
  expect(look.recovered).toMatchObject([{ id: open, rows: 4 }]);
  expect(look.unreadable).toMatchObject([{ path: join(dataset.episodesPath, 'holiday pictures') }]);
  expect(quotas.of(sealed.head.protocol.name).episodes).toBe(1);
});

test('over a large one the station begins at once, and is told later', { timeout: 60_000 }, async () => {
  const heads = Array.from({ length: MANY }, () => buildHead());
  const manifest = { ...sealed, durationNs: SECONDS_EACH * 1e9 };
  await writeManifests(
    dataset,
    heads.map((head) => ({ ...manifest, head })),
  );
  const left = await writeOpen();
  await writeFile(join(dataset.episodesPath, heads[7]!.id, 'episode.json'), 'torn');
  const { look, quotas } = await begin();
  expect(look.progress).not.toBeNull();
  const begun = await writeOpen();
  quotas.add(sealed.head.protocol.name, 'success', { durationNs: 1e9, segments: [] });
  await expect.poll(() => look.progress, { timeout: 50_000 }).toBeNull();
  expect(look.failure).toBeNull();
  expect(look.recovered.map(({ id }) => id)).toEqual([left]);
  expect((await readManifest(dataset, begun)).state).toBe('recording');
  expect(look.unreadable).toMatchObject([{ path: join(dataset.episodesPath, heads[7]!.id) }]);
  const { episodes, recordedMs, phases } = quotas.of(sealed.head.protocol.name);
  expect(episodes).toBe(MANY + 1);
  expect(recordedMs).toBeCloseTo((MANY - 1) * SECONDS_EACH * 1e3 + sealed.durationNs / 1e6 + 1e3);
  expect(phases[0]!.segments).toBe(
    MANY * sealed.segments.filter(({ phase }) => phase === phases[0]!.phase).length,
  );
});
