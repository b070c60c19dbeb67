import { cp, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExportDataset } from '../../test/builders/export-dataset.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { type Dataset, episodeFolder, openDataset } from '../dataset.ts';
import { openEpisode } from '../episode/reader.ts';
import { runExport } from '../export/run-export.ts';
import { findTarget } from '../export/targets.ts';
import { recipeSchema } from '../recipes/recipe.ts';
import { readVersion } from '../versions.ts';
import { writeImported } from './imported-episode.ts';
import { openSource } from './open-source.ts';

const ABOUT = { operator: 'unknown', outcome: 'failure' as const, importedAtNs: 1_790_000_000_000_000_000n };
/** Of the recipe's steps in what is exported: the first row is from before the arm had spoken. */
const FIRST_ROW = 1;

let folder: string;
let source: Dataset;
let exported: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retrace-import-'));
  source = await buildExportDataset(join(folder, 'source'));
  const version = await readVersion(source, 'v1');
  const recipe = recipeSchema.parse({ format: 1, name: 'all' });
  exported = join(folder, 'exported');
  for (const name of ['lerobot-v3', 'lerobot-v3-images', 'lerobot-v2.1', 'mcap']) {
    const out = join(exported, name);
    await runExport({ dataset: source, version, recipe, target: findTarget(name), out });
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

async function importAll(path: string, mapping?: string): Promise<{ dataset: Dataset; ids: string[] }> {
  const opened = await openSource(path, mapping, ABOUT);
  const create = { name: 'imported', robotProfile: opened.robot, cameras: opened.cameras };
  const dataset = await openDataset(join(await tempFolder(), 'dataset'), { create });
  const ids: string[] = [];
  for (let index = 0; index < opened.episodes; index += 1) {
    const { head } = await writeImported(dataset, uuidv7(), await opened.read(index));
    ids.push(head.id);
  }
  return { dataset, ids };
}

async function readAll(dataset: Dataset, id: string) {
  const reader = await openEpisode(episodeFolder(dataset, id));
  const { state, action, timeNs } = await reader.series();
  const { manifest } = reader;
  await reader.close();
  return { state, action, timeNs, manifest };
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
}

describe.each(['lerobot-v3', 'lerobot-v3-images', 'lerobot-v2.1'])('%s', { timeout: 60_000 }, (name) => {
  test('comes back with its numbers, ends and pictures', async () => {
    const { dataset, ids } = await importAll(join(exported, name));
    const { episodes } = await readVersion(source, 'v1');
    expect(ids).toHaveLength(episodes.length);
    for (const [index, id] of ids.entries()) {
      const was = await readAll(source, episodes[index]!.id);
      const is = await readAll(dataset, id);
      const width = was.manifest.head.state.names.length;
      const steps = was.manifest.counts.steps - FIRST_ROW;
      expect(is.manifest.counts.steps).toBe(steps);
      expect(is.manifest.outcome).toBe(was.manifest.outcome);
      expect(is.manifest.head).toMatchObject({
        task: 'fold the shirt',
        stepHz: 30,
        cameras: was.manifest.head.cameras,
      });
      expect(is.state.subarray(0, steps * width)).toEqual(was.state.subarray(FIRST_ROW * width, -width));
      expect(is.action).toEqual(was.action.subarray(FIRST_ROW * was.manifest.head.action.names.length));
      expect(is.timeNs[1]).toBe(was.timeNs[2]! - was.timeNs[1]!);
    }
    const [first] = ids;
    const shown = await openEpisode(episodeFolder(dataset, first!));
    const row = 7;
    const jpeg = await shown.frame('front', row);
    await shown.close();
    const original = await openEpisode(episodeFolder(source, episodes[0]!.id));
    const same = await original.frame('front', row + FIRST_ROW);
    const other = await original.frame('front', row + FIRST_ROW + 5);
    await original.close();
    if (name === 'lerobot-v3-images') expect(jpeg).toEqual(same);
    else {
      const [a, b, c] = await Promise.all([jpeg, same, other].map(pixels));
      expect(meanDifference(a!, b!)).toBeLessThan(4);
      expect(meanDifference(a!, c!)).toBeGreaterThan(8);
    }
  });
});

async function pixels(bytes: Uint8Array): Promise<Uint8Array> {
  const { default: jpeg } = await import('@julusian/jpeg-turbo');
  return jpeg.decompressSync(Buffer.from(bytes), { format: jpeg.FORMAT_RGB }).data;
}

describe('mcap', { timeout: 60_000 }, () => {
  async function mappingOf(changes: object = {}): Promise<string> {
    const path = join(await tempFolder(), 'mapping.json');
    const mapping = {
      format: 1,
      robot: 'arm',
      task: 'fold',
      stepHz: 30,
      state: [{ topic: '/state', field: 'position', names: ['x', 'y', 'z'] }],
      action: [{ topic: '/action', field: 'value', names: ['vx', 'vy'] }],
      cameras: { front: '/cameras/front' },
      ...changes,
    };
    await writeFile(path, JSON.stringify(mapping));
    return path;
  }

  test('is read by a mapping, a file an episode', async () => {
    const { dataset, ids } = await importAll(join(exported, 'mcap'), await mappingOf());
    expect(ids).toHaveLength(3);
    const { episodes } = await readVersion(source, 'v1');
    const was = await readAll(source, episodes[0]!.id);
    const is = await readAll(dataset, ids[0]!);
    expect(is.manifest.outcome).toBe('failure');
    expect(is.manifest.head.state.names).toEqual(['x', 'y', 'z']);
    expect(is.manifest.counts.rows).toBeGreaterThan(was.manifest.counts.rows - 4);
    // The first row is of the moment at which all topics have spoken.
    expect(is.state.subarray(0, 30)).toEqual(was.state.subarray(FIRST_ROW * 3, FIRST_ROW * 3 + 30));
    expect(is.action.subarray(0, 20)).toEqual(was.action.subarray(FIRST_ROW * 2, FIRST_ROW * 2 + 20));
  });

  test('a mapping that does not fit is said by its field or topic', async () => {
    const read = async (changes: object) =>
      (await openSource(join(exported, 'mcap'), await mappingOf(changes), ABOUT)).read(0);
    await expect(read({ cameras: { front: '/camera' } })).rejects.toThrow(
      'no topic "/camera": there are /action',
    );
    await expect(
      read({ state: [{ topic: '/state', field: 'position', names: ['x'] }] }),
    ).resolves.toBeDefined();
    await expect(read({ stepHz: -1 })).rejects.toThrow('stepHz');
    const wrong = await mappingOf({ state: [{ topic: '/state', field: 'position', names: ['x'] }] });
    await expect(importAll(join(exported, 'mcap'), wrong)).rejects.toThrow(
      'has 3 numbers, its mapping 1 names',
    );
    await expect(openSource(join(exported, 'mcap', 'episode-000000.mcap'), undefined, ABOUT)).rejects.toThrow(
      '--mapping',
    );
  });
});

test('a video is a camera whatever it is called', { timeout: 60_000 }, async () => {
  const path = join(await tempFolder(), 'renamed');
  await cp(join(exported, 'lerobot-v2.1'), path, { recursive: true });
  const info = join(path, 'meta/info.json');
  const text = await readFile(info, 'utf8');
  await writeFile(info, text.replaceAll('"observation.images.front"', '"observation.image"'));
  const videos = join(path, 'videos/chunk-000');
  await rename(join(videos, 'observation.images.front'), join(videos, 'observation.image'));
  const { dataset, ids } = await importAll(path);
  const reader = await openEpisode(episodeFolder(dataset, ids[0]!));
  expect(reader.manifest.head.cameras.map(({ name }) => name)).toEqual(['image', 'wrist']);
  expect((await reader.frame('image', 0)).byteLength).toBeGreaterThan(0);
  await reader.close();
});

test('a video that is cut short leaves no episode behind', { timeout: 60_000 }, async () => {
  const opened = await openSource(join(exported, 'lerobot-v3'), undefined, ABOUT);
  const create = { name: 'imported', robotProfile: opened.robot, cameras: opened.cameras };
  const dataset = await openDataset(join(await tempFolder(), 'dataset'), { create });
  const videos = join(exported, 'lerobot-v3/videos/observation.images.front/chunk-000');
  const [file] = (await readdir(videos)).sort();
  await truncate(join(videos, file!), (await readFile(join(videos, file!))).byteLength / 2);
  await expect(writeImported(dataset, uuidv7(), await opened.read(0))).rejects.toMatchObject({
    code: 'corrupt',
  });
  expect(await readdir(dataset.episodesPath)).toEqual([]);
  expect(await readdir(dataset.trashPath)).toHaveLength(1);
});
