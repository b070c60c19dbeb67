import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { CATALOGUE_FILE, Catalogue } from '../../datasets/catalogue/catalogue.ts';
import { type Dataset, episodeFolder } from '../../datasets/dataset.ts';
import { readDatasetInfo } from '../../datasets/dataset-info.ts';
import type { Label } from '../../datasets/episode/label.ts';
import { readManifestFile, writeManifestFile } from '../../datasets/episode/manifest-file.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { recoverEpisode } from '../../datasets/episode/recover.ts';
import type { StepRow } from '../../datasets/episode/row.ts';
import { readRows } from '../../datasets/episode/rows.ts';
import { verifyEpisode } from '../../datasets/episode/verify.ts';
import { appendLabel, readLabels } from '../../datasets/labels.ts';
import { freezeVersion, readVersion } from '../../datasets/versions.ts';
import { foldRecovered } from '../../station/collect/fold-recovered.ts';
import { buildHead, writeEpisode } from '../builders/episode.ts';
import { seededRandom } from '../builders/random.ts';
import { tempDataset } from '../builders/temp-dataset.ts';
import { type Mutation, mutate } from './mutate.ts';

const STEPS = 6;
/** Far above what any of these files takes to read. */
const HANG_MS = 3000;

const ALL: Mutation[] = ['truncate', 'flip-one', 'flip-some', 'zero-block'];
const tally = { cases: 0, refused: 0, readRight: 0, slowestMs: 0 };

afterAll(() => {
  console.log(`fuzz: ${JSON.stringify(tally)}`);
  expect(tally.cases).toBeGreaterThanOrEqual(10_000);
});

interface Target {
  dataset: Dataset;
  folder: string;
  id: string;
  path: string;
  whole: Buffer;
}

async function target(file: string): Promise<Target> {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, STEPS, { limits: { batchBytes: 5000 } });
  const folder = episodeFolder(dataset, head.id);
  for (const label of LABELS) await appendLabel(dataset, head.id, label);
  const path = file === 'dataset.json' ? join(dataset.path, file) : join(folder, file);
  return { dataset, folder, id: head.id, path, whole: await readFile(path) };
}

const COMMON = { format: 1, by: 'grace' } as const;
const LABELS: Label[] = [
  { ...COMMON, at: '2026-11-22T11:00:00.000Z', kind: 'accept' },
  { ...COMMON, at: '2026-11-22T11:00:01.000Z', kind: 'outcome', outcome: 'failure' },
  { ...COMMON, at: '2026-11-22T11:00:02.000Z', kind: 'note', text: 'light — änderte sich' },
  { ...COMMON, at: '2026-11-22T11:00:03.000Z', kind: 'trim', startNs: 0, endNs: 1000 },
];

/** What reading gives, or null where it was refused in words. Anything but an `AppError` is a fault of ours. */
async function readOrRefuse<T>(read: () => Promise<T>): Promise<T | null> {
  const startMs = performance.now();
  tally.cases += 1;
  try {
    const value = await read();
    tally.readRight += 1;
    return value;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    expect(error.message.length).toBeGreaterThan(10);
    tally.refused += 1;
    return null;
  } finally {
    const ms = performance.now() - startMs;
    tally.slowestMs = Math.max(tally.slowestMs, Math.round(ms));
    expect(ms).toBeLessThan(HANG_MS);
  }
}

async function fuzz(
  { path, whole }: Target,
  cases: number,
  mutations: Mutation[],
  check: (damaged: Buffer, mutation: Mutation) => Promise<void>,
): Promise<void> {
  for (let seed = 0; seed < cases; seed += 1) {
    const mutation = mutations[seed % mutations.length]!;
    const damaged = mutate(whole, mutation, seededRandom(seed));
    await writeFile(path, damaged);
    try {
      await check(damaged, mutation);
    } catch (error) {
      throw new Error(`seed ${seed}, ${mutation}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
}

/** All of an episode, in a shape that compares. */
async function rowsOf(folder: string): Promise<StepRow[]> {
  const reader = await openEpisode(folder);
  try {
    const rows: StepRow[] = [];
    for await (const row of readRows(reader)) rows.push(row);
    return rows;
  } finally {
    await reader.close();
  }
}

test('episode.arrow: what is read of a damaged file is right, or the hash tells', {
  timeout: 120_000,
}, async () => {
  const episode = await target('episode.arrow');
  const right = await rowsOf(episode.folder);
  await fuzz(episode, 2500, ALL, async (damaged) => {
    const isWhole = damaged.equals(episode.whole);
    const rows = await readOrRefuse(() => rowsOf(episode.folder));
    const verified = await verifyEpisode(episode.folder).then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(AppError);
        return false;
      },
    );
    expect(verified).toBe(isWhole);
    if (verified) expect(rows !== null && isDeepStrictEqual(rows, right)).toBe(true);
  });
});

test('episode.arrow of an open episode: what is recovered is what was written', {
  timeout: 120_000,
}, async () => {
  const episode = await target('episode.arrow');
  const right = await rowsOf(episode.folder);
  const { head } = await readManifestFile(episode.folder);
  await fuzz(episode, 300, ALL, async (damaged) => {
    const id = buildHead().id;
    const folder = episodeFolder(episode.dataset, id);
    await mkdir(folder);
    await writeManifestFile(folder, { format: 1, state: 'recording', head: { ...head, id } });
    await writeFile(join(folder, 'episode.arrow'), damaged);
    const recovered = await readOrRefuse(() => recoverEpisode(episode.dataset, id, foldRecovered));
    if (recovered !== null && recovered.rows > 0) {
      await verifyEpisode(folder);
      const rows = await rowsOf(folder);
      expect(rows).toHaveLength(recovered.rows);
      // The action of the last row that was kept does not count: what it led to was not seen.
      const upToLast = right.slice(0, rows.length - 1);
      expect(isDeepStrictEqual(rows.slice(0, -1), upToLast)).toBe(true);
    }
    await rm(folder, { recursive: true, force: true });
  });
});

test('episode.json: right or refused', { timeout: 120_000 }, async () => {
  const episode = await target('episode.json');
  const right = await readManifestFile(episode.folder);
  await fuzz(episode, 4500, ALL, async () => {
    const manifest = await readOrRefuse(() => readManifestFile(episode.folder));
    if (manifest !== null) expect(manifest).toEqual(right);
  });
});

test('dataset.json: right or refused', { timeout: 120_000 }, async () => {
  const { dataset, ...episode } = await target('dataset.json');
  await fuzz({ dataset, ...episode }, 2000, ALL, async () => {
    const info = await readOrRefuse(() => readDatasetInfo(dataset.path));
    if (info !== null) expect(info).toEqual(dataset.info);
  });
});

test('versions/v1.json: right or refused', { timeout: 120_000 }, async () => {
  const { dataset, id } = await target('episode.json');
  const right = await freezeVersion(dataset, { name: 'v1', by: 'grace', filter: {}, ids: [id] });
  const path = join(dataset.path, 'versions/v1.json');
  const version = { dataset, folder: dataset.path, id, path, whole: await readFile(path) };
  await fuzz(version, 1000, ALL, async () => {
    const found = await readOrRefuse(() => readVersion(dataset, 'v1'));
    if (found !== null) expect(found).toEqual(right);
  });
});

test('catalogue.sqlite: what is found is what the folders have, whatever the file had', {
  timeout: 120_000,
}, async () => {
  const dataset = await tempDataset();
  for (let i = 0; i < 5; i += 1) await writeEpisode(dataset, 2);
  const ask = async () => {
    const catalogue = new Catalogue(dataset);
    try {
      await catalogue.refresh();
      const bySort = await catalogue.query({ sort: 'operator' });
      const byText = await catalogue.query({ text: 'ada', operator: 'ada', outcome: 'success' });
      return [bySort, byText];
    } finally {
      catalogue.close();
    }
  };
  const right = await ask();
  const path = join(dataset.path, CATALOGUE_FILE);
  const file = { dataset, folder: dataset.path, id: '', path, whole: await readFile(path) };
  await fuzz(file, 300, ALL, async () => {
    expect(await readOrRefuse(ask)).toEqual(right);
  });
});

test('labels.jsonl: right or refused; cut short, those before the cut', { timeout: 120_000 }, async () => {
  const episode = await target('labels.jsonl');
  await fuzz(episode, 1500, ['truncate', 'flip-one'], async (_, mutation) => {
    const log = await readOrRefuse(() => readLabels(episode.dataset, episode.id));
    if (log === null) return;
    const expected = mutation === 'truncate' ? LABELS.slice(0, log.labels.length) : LABELS;
    expect(log.labels).toEqual(expected);
  });
});
