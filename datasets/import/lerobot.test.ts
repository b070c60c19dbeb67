import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildExportDataset } from '../../test/builders/export-dataset.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { type Dataset, openDataset } from '../dataset.ts';
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
