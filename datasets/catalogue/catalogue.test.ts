import { appendFile, cp, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { buildHead, writeEpisode } from '../../test/builders/episode.ts';
import { writeManifests } from '../../test/builders/manifests.ts';
import { seededRandom } from '../../test/builders/random.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { type Dataset, discardEpisode } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import type { EpisodeHead, SealedManifest } from '../episode/manifest.ts';
import { writeManifestFile } from '../episode/manifest-file.ts';
import { appendLabel } from '../labels.ts';
import { CATALOGUE_FILE, Catalogue } from './catalogue.ts';
import { CatalogueThread } from './catalogue-thread.ts';
import type { EpisodeQuery } from './query.ts';

let dataset: Dataset;
let path: string;

beforeEach(async () => {
  dataset = await tempDataset();
  path = join(dataset.path, CATALOGUE_FILE);
});

function opened(of = dataset): Catalogue {
  const catalogue = new Catalogue(of);
  onTestFinished(() => catalogue.close());
  return catalogue;
}

/** Ids of what a catalogue that is opened now says, after a refresh. */
async function found(query: EpisodeQuery = {}, of = dataset): Promise<string[]> {
  const catalogue = new Catalogue(of);
  try {
    await catalogue.refresh();
    return (await catalogue.query(query)).episodes.map(({ id }) => id);
  } finally {
    catalogue.close();
  }
}

async function add(head: Partial<EpisodeHead> = {}, end: Partial<SealedManifest> = {}): Promise<string> {
  const full = buildHead(head);
  const manifest = await writeEpisode(dataset, 3, { head: full });
  const folder = join(dataset.episodesPath, full.id);
  await writeManifestFile(folder, { ...manifest, ...end } as SealedManifest);
  return full.id;
}

const at = '2026-11-22T11:00:00.000Z';

describe('following the folders', () => {
  test('sealed, labelled, discarded and deleted episodes are noticed, the others are not read again', async () => {
    const catalogue = opened();
    const [first, second, third] = [await add(), await add(), await add()];
    expect(await catalogue.refresh()).toEqual({ total: 3, added: 3, changed: 0, removed: 0 });
    expect(await catalogue.refresh()).toEqual({ total: 3, added: 0, changed: 0, removed: 0 });
    await appendLabel(dataset, second, { format: 1, at, by: 'grace', kind: 'outcome', outcome: 'failure' });
    await discardEpisode(dataset, first, 'slipped', 'ada');
    await rm(join(dataset.episodesPath, third), { recursive: true });
    expect(await catalogue.refresh()).toEqual({ total: 1, added: 0, changed: 1, removed: 2 });
    const { total, episodes } = await catalogue.query();
    expect([total, episodes[0]!.id, episodes[0]!.outcome]).toEqual([1, second, 'failure']);
  });

  test('an episode being recorded is in it, and sealed once it is', async () => {
    const id = await add();
    const folder = join(dataset.episodesPath, id);
    await rename(join(folder, EPISODE_FILES.manifest), join(dataset.path, 'sealed.json'));
    await writeManifestFile(folder, { format: 1, state: 'recording', head: { ...buildHead(), id } });
    expect(await found({ states: ['recording'] })).toEqual([id]);
    await rename(join(dataset.path, 'sealed.json'), join(folder, EPISODE_FILES.manifest));
    expect(await found({ states: ['recording'] })).toEqual([]);
    expect(await found({ states: ['sealed'] })).toEqual([id]);
  });

  test('folders copied from another dataset are found, each once', async () => {
    const id = await add();
    const other = await tempDataset();
    await cp(join(dataset.episodesPath, id), join(other.episodesPath, id), { recursive: true });
    await cp(path, join(other.path, CATALOGUE_FILE)).catch(() => {});
    const own = (await writeEpisode(other, 3)).head.id;
    expect(new Set(await found({}, other))).toEqual(new Set([id, own]));
  });

  test('rows without a folder, and a catalogue of another dataset, leave no trace', async () => {
    const other = await tempDataset();
    await writeEpisode(other, 3);
    await found({}, other);
    const id = await add();
    await cp(join(other.path, CATALOGUE_FILE), path);
    expect(await found()).toEqual([id]);
  });

  test('what cannot be read is listed as damaged, with the reason; what is no episode is left out', async () => {
    const id = await add();
    await writeFile(join(dataset.episodesPath, id, EPISODE_FILES.manifest), '{"format": 1, "sta');
    await mkdir(join(dataset.episodesPath, 'notes'));
    await writeFile(join(dataset.episodesPath, 'Thumbs.db'), '');
    const catalogue = opened();
    await catalogue.refresh();
    const { episodes } = await catalogue.query();
    expect(episodes).toMatchObject([
      { id, state: 'damaged', message: expect.stringContaining('not valid JSON') },
    ]);
    // The id says when it began.
    expect(Math.abs(Date.parse(episodes[0]!.startedAt) - Date.now())).toBeLessThan(60_000);
  });
});

describe('an index that may be lost', () => {
  test('a deleted catalogue is made anew', async () => {
    const id = await add();
    expect(await found()).toEqual([id]);
    await rm(path);
    expect(await found()).toEqual([id]);
  });

  test('one of another version is made anew', async () => {
    const id = await add();
    await found();
    const db = new DatabaseSync(path);
    db.exec('DROP TABLE texts; PRAGMA user_version = 99');
    db.close();
    expect(await found({ phase: 'recovery' })).toEqual([id]);
  });

  test('flipped, cut or foreign, it gives the right answer all the same', { timeout: 60_000 }, async () => {
    const ids = [await add(), await add(), await add()].sort().reverse();
    await found();
    const { size } = await stat(path);
    const random = seededRandom(21);
    for (let round = 0; round < 30; round += 1) {
      const file = await open(path, 'r+');
      if (round % 3 === 0) await file.truncate(Math.floor(random() * size));
      const noise = Buffer.from(Array.from({ length: 512 }, () => Math.floor(random() * 256)));
      if (round % 3 === 1) await file.write(noise, 0, 512, Math.floor((random() * size) / 4096) * 4096);
      if (round % 3 === 2) await file.write(noise, 0, 16, 0);
      await file.close();
      expect((await found()).sort().reverse(), `round ${round}`).toEqual(ids);
    }
  });

  test('damage that shows while it is open is repaired too', async () => {
    const id = await add();
    const catalogue = opened();
    await catalogue.refresh();
    await writeFile(path, Buffer.alloc(20_000, 7));
    expect((await catalogue.query()).episodes.map((episode) => episode.id)).toEqual([id]);
  });

  test('a rebuild reads everything again and says how far it is', async () => {
    await Promise.all([add(), add()]);
    const catalogue = opened();
    await catalogue.refresh();
    const progress: number[][] = [];
    const changes = await catalogue.rebuild((done, of) => progress.push([done, of]));
    expect(changes).toEqual({ total: 2, added: 2, changed: 0, removed: 0 });
    expect(progress).toEqual([[2, 2]]);
  });
});

describe('queries', () => {
  let ids: string[];

  beforeEach(async () => {
    const protocol = buildHead().protocol;
    const start = buildHead().startedAtWallNs;
    const day = 86_400_000_000_000n;
    ids = [
      await add({ operator: 'ada', task: 'fold the shirt', startedAtWallNs: start }, { durationNs: 3e9 }),
      await add(
        { operator: 'grace', task: 'Hang 100 % cotton', startedAtWallNs: start + day },
        {
          durationNs: 1e9,
          outcome: 'failure',
          findings: [
            { code: 'stream-gap', severity: 'warning', message: 'front: 180 ms without a frame' },
            { code: 'stream-gap', severity: 'warning', message: 'wrist: 200 ms without a frame' },
            { code: 'frozen', severity: 'info', message: 'front: same picture' },
          ],
        },
      ),
      await add(
        {
          operator: 'ada',
          protocol: { ...protocol, name: 'plain', version: 2 },
          startedAtWallNs: start + 2n * day,
        },
        { durationNs: 2e9, outcome: 'aborted', segments: [] },
      ),
    ];
    await appendLabel(dataset, ids[0]!, { format: 1, at, by: 'grace', kind: 'reject', reason: 'dark' });
    await appendLabel(dataset, ids[0]!, { format: 1, at, by: 'grace', kind: 'accept' });
    await appendLabel(dataset, ids[2]!, { format: 1, at, by: 'grace', kind: 'note', text: 'Licht geändert' });
    await appendLabel(dataset, ids[2]!, {
      format: 1,
      at,
      by: 'grace',
      kind: 'segments',
      segments: [{ phase: 'failure', attempt: 0, startNs: 0, endNs: 1e9 }],
    });
  });

  test.each<[EpisodeQuery, number[]]>([
    [{}, [2, 1, 0]],
    [{ isAscending: true }, [0, 1, 2]],
    [{ sort: 'durationMs' }, [0, 2, 1]],
    [{ sort: 'operator', isAscending: true }, [0, 2, 1]],
    [{ operator: 'ada' }, [2, 0]],
    [{ protocol: 'plain' }, [2]],
    [{ protocol: 'plain@2' }, [2]],
    [{ protocol: 'plain@1' }, []],
    [{ outcome: 'failure' }, [1]],
    [{ verdict: 'accept' }, [0]],
    [{ verdict: 'reject' }, []],
    [{ findingCode: 'stream-gap' }, [1]],
    [{ findingSeverity: 'warning' }, [1]],
    [{ findingCode: 'frozen', findingSeverity: 'warning' }, []],
    [{ phase: 'recovery' }, [1, 0]],
    [{ phase: 'failure' }, [2]],
    [{ phase: 'recovery', operator: 'ada' }, [0]],
    [{ text: 'GEÄNDERT' }, [2]],
    [{ text: '100 %' }, [1]],
    [{ text: '%' }, [1]],
    [{ text: "'; DROP TABLE episodes" }, []],
    [{ states: ['sealed'] }, [2, 1, 0]],
    [{ states: ['recovered', 'damaged'] }, []],
    [{ limit: 2 }, [2, 1]],
    [{ limit: 2, offset: 2 }, [0]],
  ])('%j', async (query, expected) => {
    expect(await found(query)).toEqual(expected.map((index) => ids[index]));
  });

  test('a range of dates is half open, and the total counts all pages', async () => {
    const catalogue = opened();
    await catalogue.refresh();
    const { episodes } = await catalogue.query();
    const [newest, , oldest] = episodes.map(({ startedAt }) => startedAt);
    const page = await catalogue.query({ from: oldest!, before: newest!, limit: 1 });
    expect([page.total, page.episodes[0]!.id]).toEqual([2, ids[1]]);
  });
});

describe('in its thread', () => {
  test('it answers for the folders as they are, and again after it died', async () => {
    const thread = new CatalogueThread(dataset);
    onTestFinished(() => thread.close());
    expect(await thread.query({})).toEqual({ total: 0, episodes: [] });
    const id = await add();
    const { episodes } = await thread.query({ operator: 'ada' });
    expect(episodes).toMatchObject([{ id, state: 'sealed', outcome: 'success' }]);
    const dying = Array.from({ length: 500 }, () => thread.query({}));
    const [last] = await Promise.allSettled([dying.at(-1), ...dying, thread.close()]);
    expect(last).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect((await thread.query({})).total).toBe(1);
  });

  test('during a long reading it says how far it is, and answers of what was read', {
    timeout: 60_000,
  }, async () => {
    const manifest = await writeEpisode(dataset, 3);
    const heads = Array.from({ length: 1200 }, () => buildHead());
    await writeManifests(
      dataset,
      heads.map((head) => ({ ...manifest, head })),
    );
    const thread = new CatalogueThread(dataset);
    onTestFinished(() => thread.close());
    const early = await thread.ask('recent', 'query', { limit: 0 });
    expect(early.total).toBeGreaterThan(0);
    expect(early.total).toBeLessThan(1201);
    expect(thread.reading).toMatchObject({ of: 1201 });
    const { head } = manifest;
    await appendLabel(dataset, head.id, { format: 1, at, by: 'grace', kind: 'accept' });
    await thread.ask('recent', 'reread', [head.id]);
    expect(thread.reading).not.toBeNull();
    expect((await thread.query({ limit: 0 })).total).toBe(1201);
    expect(thread.reading).toBeNull();
    expect((await thread.query({ verdict: 'accept' })).episodes.map(({ id }) => id)).toEqual([head.id]);
  });

  test('what goes wrong comes back as it was', async () => {
    const thread = new CatalogueThread(dataset);
    onTestFinished(() => thread.close());
    await rm(dataset.episodesPath, { recursive: true });
    await appendFile(dataset.episodesPath, 'a file, not a folder');
    await expect(thread.query({})).rejects.toMatchObject({ code: 'io' });
  });
});
