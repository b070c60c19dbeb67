import { cp, mkdir, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { foldEvents } from '../../protocols/phases.ts';
import { parseProtocol } from '../../protocols/protocol.ts';
import { buildEvents, buildHead, buildRow, timeOf, writeEpisode } from '../../test/builders/episode.ts';
import { seededRandom } from '../../test/builders/random.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { type Dataset, listEpisodes, readManifest } from '../dataset.ts';
import { COLUMNS, EPISODE_FILES } from './columns.ts';
import { EpisodeDataFile } from './data-file.ts';
import type { EpisodeHead } from './manifest.ts';
import { writeManifestFile } from './manifest-file.ts';
import { openEpisode } from './reader.ts';
import { type FoldEvents, recoverEpisode, recoverEpisodes } from './recover.ts';
import { verifyEpisode } from './verify.ts';
import { EpisodeWriter } from './writer.ts';

const STEPS = 60;

const fold: FoldEvents = (definition, events, durationNs) => {
  const protocol = parseProtocol(JSON.stringify(definition), 'test');
  return { segments: foldEvents(protocol, events, durationNs).segments, findings: [] };
};

/** An episode as a crash leaves it: sealed, and then its manifest set back. Its file can be cut anywhere. */
async function leftOpen(dataset: Dataset): Promise<{ head: EpisodeHead; folder: string; path: string }> {
  const head = buildHead();
  await writeEpisode(dataset, STEPS, { head, limits: { batchBytes: 12_000 } });
  const folder = join(dataset.episodesPath, head.id);
  await writeManifestFile(folder, { format: 1, state: 'recording', head });
  return { head, folder, path: join(folder, EPISODE_FILES.data) };
}

/** The last row of each batch and where the batch ends. */
async function batchEnds(path: string, head: EpisodeHead): Promise<{ rows: number; endOffset: number }[]> {
  const data = await EpisodeDataFile.open(path, head);
  await data.close();
  return data.batches.map(({ firstRow, rows, endOffset }) => ({ rows: firstRow + rows, endOffset }));
}

test('cut anywhere, an episode keeps exactly the batches that were complete', {
  timeout: 60_000,
}, async () => {
  const dataset = await tempDataset();
  const { head, path } = await leftOpen(dataset);
  const whole = await readFile(path);
  const ends = await batchEnds(path, head);
  expect(ends.length).toBeGreaterThan(5);
  const random = seededRandom(7);
  const cuts = Array.from({ length: 60 }, () => Math.floor(random() * whole.byteLength));
  // Beside the random ones: on the edge of a batch, and one byte before and after it.
  const edge = ends[2]!.endOffset;
  for (const cut of [...cuts, edge - 1, edge, edge + 1]) {
    const copy = await copyOf(dataset, head, whole.subarray(0, cut));
    const kept = ends.filter(({ endOffset }) => endOffset <= cut).at(-1);
    const recovered = await recoverEpisode(dataset, copy.id, fold);
    expect(recovered.rows, `cut at ${cut}`).toBe(kept?.rows ?? 0);
    const folder = join(kept === undefined ? dataset.trashPath : dataset.episodesPath, copy.id);
    if (kept !== undefined) {
      await verifyEpisode(folder);
      const table = tableFromIPC(await readFile(join(folder, EPISODE_FILES.data)));
      expect(table.numRows).toBe(kept.rows);
      expect(table.get(kept.rows - 1)![COLUMNS.timeNs]).toBe(timeOf(kept.rows - 1));
    }
    await rm(folder, { recursive: true });
  }
});

/** A further episode of the dataset that is being recorded, with these data. */
async function copyOf(dataset: Dataset, of: EpisodeHead, bytes: Uint8Array): Promise<EpisodeHead> {
  const head = { ...of, id: buildHead().id };
  const folder = join(dataset.episodesPath, head.id);
  await mkdir(folder);
  await writeManifestFile(folder, { format: 1, state: 'recording', head });
  await writeFile(join(folder, EPISODE_FILES.data), bytes);
  return head;
}

test('the manifest of a recovered episode has its phases, counts and what was lost', async () => {
  const dataset = await tempDataset();
  const { head, path } = await leftOpen(dataset);
  const ends = await batchEnds(path, head);
  const kept = ends.at(-3)!;
  await truncate(path, kept.endOffset + 1000);
  const [recovered] = await recoverEpisodes(dataset, fold);
  const durationNs = Number(timeOf(kept.rows - 1));
  expect(recovered).toMatchObject({ id: head.id, rows: kept.rows, durationNs });
  expect(recovered!.message).toMatch(/^The station stopped .* \(\d+ rows\) are kept; 1000 bytes/);
  const manifest = await readManifest(dataset, head.id);
  const events = buildEvents(STEPS).filter(({ atNs }) => atNs <= durationNs);
  expect(manifest).toMatchObject({
    state: 'recovered',
    outcome: 'aborted',
    durationNs,
    counts: { rows: kept.rows, steps: kept.rows - 1, extras: { front: kept.rows, arm: 2 * kept.rows } },
    events,
    findings: [{ code: 'interrupted', severity: 'error' }],
    recovery: { droppedBytes: 1000 },
  });
  if (manifest.state !== 'recovered') throw new Error('not recovered');
  expect(manifest.segments.at(0)).toMatchObject({ phase: 'failure', startStep: 0, endStep: STEPS / 5 });
  expect(manifest.segments.at(-1)).toMatchObject({ endNs: durationNs, endStep: kept.rows - 1 });
  const reader = await openEpisode(join(dataset.episodesPath, head.id));
  const { state, action, reward } = await reader.series();
  expect([state.length / 3, action.length / 2, reward.length]).toEqual([
    kept.rows,
    kept.rows - 1,
    kept.rows - 1,
  ]);
  await reader.close();
});

test('nothing is lost when the crash came between the footer and the manifest', async () => {
  const dataset = await tempDataset();
  const { head } = await leftOpen(dataset);
  const recovered = await recoverEpisode(dataset, head.id, fold);
  expect(recovered.rows).toBe(STEPS + 1);
  expect(await readManifest(dataset, head.id)).toMatchObject({ recovery: { droppedBytes: 0 } });
});

test('a recovery that was cut short itself is done again with the same result', async () => {
  const dataset = await tempDataset();
  const { head, folder, path } = await leftOpen(dataset);
  await truncate(path, (await stat(path)).size / 2);
  await recoverEpisode(dataset, head.id, fold);
  const first = await readFile(path);
  await writeManifestFile(folder, { format: 1, state: 'recording', head });
  await truncate(path, first.byteLength - 100);
  await recoverEpisode(dataset, head.id, fold);
  expect(Buffer.compare(await readFile(path), first)).toBe(0);
});

test('a body that a power cut left as zeros does not count as written', async () => {
  const dataset = await tempDataset();
  const { head, path } = await leftOpen(dataset);
  const ends = await batchEnds(path, head);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(512), 0, 512, ends[4]!.endOffset - 600);
  await file.close();
  expect((await recoverEpisode(dataset, head.id, fold)).rows).toBe(ends[3]!.rows);
  await verifyEpisode(join(dataset.episodesPath, head.id));
});

test('a writer that failed leaves an episode that is recovered while the station goes on', async () => {
  const dataset = await tempDataset();
  const head = buildHead();
  const writer = await EpisodeWriter.create(dataset, head, { limits: { batchBytes: 1 } });
  for (let step = 0; step < 5; step += 1) writer.append(buildRow(head, step, STEPS));
  const path = join(writer.folder, EPISODE_FILES.data);
  await expect.poll(async () => (await batchEnds(path, head)).length).toBe(5);
  expect((await recoverEpisode(dataset, head.id, fold)).rows).toBe(5);
});

test('episodes without rows, data or even a manifest go to the trash with their reason', async () => {
  const dataset = await tempDataset();
  const { head, path } = await leftOpen(dataset);
  await truncate(path, 100);
  const withoutData = buildHead();
  await mkdir(join(dataset.episodesPath, withoutData.id));
  await writeManifestFile(join(dataset.episodesPath, withoutData.id), {
    format: 1,
    state: 'recording',
    head: withoutData,
  });
  const unborn = buildHead().id;
  await mkdir(join(dataset.episodesPath, unborn));
  const ids = [head.id, withoutData.id, unborn];
  const recovered = await recoverEpisodes(dataset, fold);
  expect(recovered.map(({ id }) => id).sort()).toEqual(ids.sort());
  expect(await listEpisodes(dataset)).toEqual({ episodes: [], unreadable: [] });
  for (const id of ids) {
    const note = JSON.parse(await readFile(join(dataset.trashPath, id, 'trash.json'), 'utf8'));
    expect(note.reason).toContain('nothing to keep');
  }
});

test('sealed episodes are left alone, and one that cannot be recovered does not stop the others', async () => {
  const dataset = await tempDataset();
  const sealed = await writeEpisode(dataset, 3);
  const { head: good } = await leftOpen(dataset);
  const { head: foreign, path } = await leftOpen(dataset);
  const otherHead = buildHead({ state: { names: ['q'], units: ['rad'] } });
  const other = await EpisodeWriter.create(dataset, otherHead);
  await cp(join(other.folder, EPISODE_FILES.data), path);
  await rm(other.folder, { recursive: true });
  const recovered = await recoverEpisodes(dataset, fold);
  expect(recovered.find(({ id }) => id === good.id)?.rows).toBe(STEPS + 1);
  expect(recovered.find(({ id }) => id === foreign.id)?.message).toContain('could not be recovered');
  expect(recovered).toHaveLength(2);
  expect(await readManifest(dataset, sealed.head.id)).toEqual(sealed);
  await expect(recoverEpisode(dataset, sealed.head.id, fold)).rejects.toMatchObject({ code: 'not-allowed' });
});
