import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Binary, Field, Float32, Struct } from 'apache-arrow';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { depthPng } from '../../test/builders/depth-png.ts';
import { buildExportDataset } from '../../test/builders/export-dataset.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { type Dataset, episodeFolder, openDataset } from '../dataset.ts';
import { openEpisode } from '../episode/reader.ts';
import { writeParquet } from '../export/parquet.ts';
import { runExport } from '../export/run-export.ts';
import { findTarget } from '../export/targets.ts';
import { recipeSchema } from '../recipes/recipe.ts';
import { readVersion } from '../versions.ts';
import type { ImportSource } from './import-source.ts';
import { writeImported } from './imported-episode.ts';
import { openLerobot } from './lerobot.ts';

const ABOUT = { operator: 'unknown', outcome: 'failure' as const, importedAtNs: 1_790_000_000_000_000_000n };

let folder: string;
let withVideo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retrace-lerobot-'));
  withVideo = join(folder, 'video');
  const dataset = await buildExportDataset(join(folder, 'source'));
  const version = await readVersion(dataset, 'v1');
  const recipe = recipeSchema.parse({ format: 1, name: 'all' });
  await runExport({ dataset, version, recipe, target: findTarget('lerobot-v3'), out: withVideo });
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function openBoth(path: string): Promise<{ source: ImportSource; dataset: Dataset }> {
  const source = await openLerobot(path, ABOUT);
  const create = { name: 'imported', robotProfile: source.robot, cameras: source.cameras };
  return { source, dataset: await openDataset(join(await tempFolder(), 'dataset'), { create }) };
}

test('an episode without rows leaves nothing that a station would take for interrupted', async () => {
  const { source, dataset } = await openBoth(withVideo);
  const empty = { ...(await source.read(0)), rows: async function* () {} };
  await expect(writeImported(dataset, uuidv7(), empty)).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await readdir(dataset.episodesPath)).toEqual([]);
});

test('rows that nobody wants any more leave no ffmpeg waiting', { timeout: 60_000 }, async () => {
  const path = join(await tempFolder(), 'large');
  await cp(withVideo, path, { recursive: true });
  for (const camera of ['front', 'wrist']) await writeLargeVideo(path, camera);
  const { source, dataset } = await openBoth(path);
  const episode = await source.read(0);
  const twice = {
    ...episode,
    rows: async function* () {
      for await (const row of episode.rows()) {
        yield row;
        yield row;
      }
    },
  };
  await expect(writeImported(dataset, uuidv7(), twice)).rejects.toThrow('does not come after');
  await expect.poll(runningProcesses).toBe(0);
});

test('a missing ffmpeg is said before anything is read', async () => {
  vi.stubEnv('PATH', '');
  await expect(openLerobot(withVideo, ABOUT)).rejects.toMatchObject({ code: 'unavailable' });
  vi.unstubAllEnvs();
});

test('every picture is a camera, one quantity is a vector of one, and what is left out is said', async () => {
  const path = join(await tempFolder(), 'small');
  await writeSmall(path);
  const { source, dataset } = await openBoth(path);
  expect(source.cameras).toEqual(['image', 'wrist_rgb']);
  const { head, findings } = await writeImported(dataset, uuidv7(), await source.read(0));
  expect(findings).toContainEqual({
    code: 'imported-in-part',
    severity: 'info',
    message: 'features that are not imported: observation.environment_state, next.reward',
  });
  const reader = await openEpisode(episodeFolder(dataset, head.id));
  const { state, action } = await reader.series();
  expect([...state]).toEqual([0.5, 1.5, 2.5, 2.5]);
  expect([...action]).toEqual([-1, -2, -3]);
  expect(Buffer.from(await reader.frame('image', 1))).toEqual(smallPicture(1));
  expect(Buffer.from(await reader.frame('wrist_rgb', 2))).toEqual(smallPicture(12));
  await reader.close();
});

/** Three rows of v2.1, with names as others choose them, and one quantity, which LeRobot keeps without a list. */
async function writeSmall(path: string): Promise<void> {
  const number = { dtype: 'float32', shape: [1], names: null };
  const picture = { dtype: 'image', shape: [3, 4, 1], names: ['height', 'width', 'channels'] };
  const info = {
    codebase_version: 'v2.1',
    fps: 10,
    chunks_size: 1000,
    data_path: 'data/episode_{episode_index:06d}.parquet',
    features: {
      'observation.image': picture,
      'wrist.rgb': picture,
      'observation.state': number,
      'observation.environment_state': number,
      action: number,
      'next.reward': number,
      timestamp: number,
    },
  };
  await mkdir(join(path, 'meta'), { recursive: true });
  await mkdir(join(path, 'data'));
  await writeFile(join(path, 'meta/info.json'), JSON.stringify(info));
  const episode = { episode_index: 0, tasks: ['fold'], length: 3 };
  await writeFile(join(path, 'meta/episodes.jsonl'), JSON.stringify(episode));
  const numbers = (name: string, values: number[]) => ({ name, type: new Float32(), values });
  const pictures = (name: string, first: number) => ({
    name,
    type: new Struct([new Field('bytes', new Binary(), true)]),
    values: [0, 1, 2].map((row) => ({ bytes: smallPicture(first + row) })),
  });
  await writeParquet(join(path, 'data/episode_000000.parquet'), [
    pictures('observation.image', 0),
    pictures('wrist.rgb', 10),
    numbers('observation.state', [0.5, 1.5, 2.5]),
    numbers('observation.environment_state', [7, 8, 9]),
    numbers('action', [-1, -2, -3]),
    numbers('next.reward', [0, 0, 1]),
    numbers('timestamp', [0, 0.1, 0.2]),
  ]);
}

function smallPicture(of: number): Buffer {
  return depthPng(4, 3, (x, y) => 1000 * of + 10 * y + x);
}

/** Pictures that a pipe does not hold: who decodes them waits until they are read. */
async function writeLargeVideo(dataset: string, camera: string): Promise<void> {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30', '-frames:v', '60'];
  const path = join(dataset, `videos/observation.images.${camera}/chunk-000/file-000.mp4`);
  await promisify(execFile)('ffmpeg', ['-y', ...source, '-c:v', 'libx264', '-preset', 'ultrafast', path]);
}

/** Children of this process that have not ended. */
function runningProcesses(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
}
