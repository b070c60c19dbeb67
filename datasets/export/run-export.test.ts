import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExportProgress } from '../../core/contract/export.ts';
import { buildExportDataset } from '../../test/builders/export-dataset.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { type Dataset, discardEpisode } from '../dataset.ts';
import { recipeSchema } from '../recipes/recipe.ts';
import type { Version } from '../version.ts';
import { readVersion } from '../versions.ts';
import { previewExport } from './preview.ts';
import { REPORT_FILE } from './report.ts';
import { type ExportJob, runExport } from './run-export.ts';
import { EXPORT_TARGETS, findTarget } from './targets.ts';

/** Steps of each episode that a recipe can use: the arm speaks from the second row on. */
const STEPS = [39, 49, 29];

async function job(
  target: string,
  recipe: object = {},
  options: Parameters<typeof buildExportDataset>[1] = {},
): Promise<ExportJob & { version: Version }> {
  const folder = await tempFolder();
  const dataset = await buildExportDataset(join(folder, 'dataset'), options);
  return {
    dataset,
    version: await readVersion(dataset, 'v1'),
    recipe: recipeSchema.parse({ format: 1, name: 'test', ...recipe }),
    target: findTarget(target),
    out: join(folder, 'out'),
  };
}

/** SHA-256 of every file below a folder, by its path in it. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.sort().map(async (path) => {
    const hash = createHash('sha256').update(await readFile(path));
    return [path.slice(folder.length + 1), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

async function damage(dataset: Dataset, id: string): Promise<void> {
  const file = await open(join(dataset.episodesPath, id, 'episode.arrow'), 'r+');
  const { size } = await file.stat();
  await file.write(Uint8Array.of(0xaa, 0x55, 0xaa), 0, 3, Math.floor(size / 2));
  await file.close();
}

/** HDF5 notes in each object when it was made; video needs ffmpeg, which these tests do without. */
const HDF5 = ['robomimic', 'd3rlpy', 'd4rl', 'minari-hdf5'];

const names = EXPORT_TARGETS.filter(({ hasVideo }) => !hasVideo).map(({ name }) => name);
const withoutHdf5 = names.filter((name) => !HDF5.includes(name));
const withHdf5 = names.filter((name) => HDF5.includes(name));

/** How many episodes were there when the writing began, and when it ended. */
async function episodesWritten(of: ExportJob): Promise<{ first: number; last: number }> {
  const seen: number[] = [];
  const onProgress = ({ stage, episodesDone }: ExportProgress) => {
    if (stage === 'writing') seen.push(episodesDone);
  };
  await runExport({ ...of, onProgress });
  return { first: seen[0]!, last: seen.at(-1)! };
}

describe('an export', { timeout: 60_000 }, () => {
  test.each(withoutHdf5)('%s: twice the same is the same, byte for byte', async (target) => {
    const first = await job(target);
    const report = await runExport(first);
    expect(report.totals).toMatchObject({ trajectories: 3, steps: 117, written: 3, leftOut: 0, failed: 0 });
    await runExport({ ...first, out: `${first.out}-again` });
    expect(await hashes(`${first.out}-again`)).toEqual(await hashes(first.out));
    expect(existsSync(`${first.out}.partial`)).toBe(false);
  });

  test('has a report beside the data, with version, recipe and what was dropped', async () => {
    const thinned = await job('csv', { resample: { hz: 10 } });
    const report = await runExport(thinned);
    expect(JSON.parse(await readFile(join(thinned.out, REPORT_FILE), 'utf8'))).toEqual(report);
    expect(report.version).toEqual({ name: 'v1', sha256: thinned.version.sha256 });
    expect(report.recipe).toEqual(thinned.recipe);
    expect(report.episodes[0]).toMatchObject({
      status: 'written',
      trajectories: [{ steps: 13, samples: { front: { duplicated: 0, dropped: 26, interpolated: 0 } } }],
    });
  });

  test('never replaces what is there, and writes nothing into the dataset', async () => {
    const first = await job('csv');
    await runExport(first);
    await expect(runExport(first)).rejects.toMatchObject({ code: 'not-allowed' });
    const inside = { ...first, out: join(first.dataset.episodesPath, 'x') };
    await expect(runExport(inside)).rejects.toThrow("the dataset's own folder");
    expect(existsSync(`${inside.out}.partial`) || existsSync(inside.out)).toBe(false);
  });

  test('never empties a folder that only has the name of an unfinished one', async () => {
    const first = await job('csv');
    await mkdir(`${first.out}.partial`);
    await writeFile(join(`${first.out}.partial`, 'thesis.txt'), 'years of work');
    await expect(runExport(first)).rejects.toThrow('no unfinished export');
    expect(await readdir(`${first.out}.partial`)).toEqual(['thesis.txt']);
  });
});

describe('a damaged episode', { timeout: 60_000 }, () => {
  test('fails alone, with its reason, and the others keep their numbers', async () => {
    const some = await job('csv');
    const ids = some.version.episodes.map(({ id }) => id);
    await damage(some.dataset, ids[1]!);
    const report = await runExport(some);
    expect(report.totals).toMatchObject({ written: 2, failed: 1, steps: STEPS[0]! + STEPS[2]! });
    const failed = report.episodes[1]!;
    expect(failed).toMatchObject({ id: ids[1], status: 'failed' });
    expect((await readdir(join(some.out, 'steps'))).sort()).toEqual([
      'episode-000000.csv',
      'episode-000001.csv',
    ]);
  });

  test('of a protocol that cannot be read fails alone, in the preview and in the export', async () => {
    const protocol = { name: 'of-tomorrow', version: 1, definition: { format: 2 } };
    const some = await job('csv', {}, { heads: { 0: { protocol } } });
    const { id } = some.version.episodes[0]!;
    expect((await previewExport(some)).totals).toMatchObject({ planned: 2, failed: 1 });
    const report = await runExport(some);
    expect(report.totals).toMatchObject({ written: 2, failed: 1 });
    expect(report.episodes[0]).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(`(protocol of episode ${id})`),
    });
  });

  test('of another layout fails alone, even if it is the first', async () => {
    const state = { names: ['x', 'y', 'yaw'], units: ['m', 'm', 'rad'] };
    const some = await job('csv', {}, { heads: { 0: { state } } });
    const { episodes } = await previewExport(some);
    const [failed, ...others] = episodes;
    expect(failed).toMatchObject({
      id: some.version.episodes[0]!.id,
      reason: expect.stringMatching(/^it is unlike the other episodes, .*: .*"yaw".*, not .*"z"/),
    });
    expect(others.map(({ status }) => status)).toEqual(['planned', 'planned']);
    const evenly = { ...some.version, episodes: some.version.episodes.slice(0, 2) };
    expect((await previewExport({ ...some, version: evenly })).episodes).toMatchObject([
      { id: evenly.episodes[1]!.id, status: 'failed' },
      { id: evenly.episodes[0]!.id, status: 'planned' },
    ]);
  });

  test.each(['lerobot-v3', 'diffusion-policy'])(
    '%s: of a picture that cannot be decoded, so that the one behind it moves up',
    async (target) => {
      const folder = await tempFolder();
      const dataset = await buildExportDataset(join(folder, 'dataset'), { brokenEpisode: 1 });
      const version = await readVersion(dataset, 'v1');
      const recipe = recipeSchema.parse({ format: 1, name: 'test' });
      const out = join(folder, 'out');
      const report = await runExport({ dataset, version, recipe, target: findTarget(target), out });
      expect(report.totals).toMatchObject({ written: 2, failed: 1, steps: STEPS[0]! + STEPS[2]! });
      expect(report.episodes[1]).toMatchObject({ status: 'failed' });
      expect(JSON.stringify(report.episodes[1])).toContain('row 7');
      expect(report.episodes[2]).toMatchObject({ trajectories: [{ index: 1 }] });
      const without = { ...version, episodes: [version.episodes[0]!, version.episodes[2]!] };
      const expected = `${out}-without`;
      await runExport({ dataset, version: without, recipe, target: findTarget(target), out: expected });
      const [got, wanted] = [await hashes(out), await hashes(expected)];
      for (const all of [got, wanted]) delete all[REPORT_FILE];
      expect(got).toEqual(wanted);
    },
  );

  test('when nothing is left there is no export, and each reason is said', async () => {
    const none = await job('csv', { filter: { outcomes: ['aborted'] } });
    await expect(runExport(none)).rejects.toThrow(
      /^nothing is left to export:\n {2}its outcome is success: \S+, \S+\n {2}its outcome is failure: \S+$/,
    );
    expect(existsSync(none.out) || existsSync(`${none.out}.partial`)).toBe(false);
  });
});

describe('a cancelled export', { timeout: 60_000 }, () => {
  async function cancelAfter(episodes: number, whole: ExportJob): Promise<void> {
    const cancel = new AbortController();
    const onProgress = ({ stage, episodesDone }: ExportProgress) => {
      if (stage === 'writing' && episodesDone === episodes) cancel.abort();
    };
    const cancelled = runExport({ ...whole, signal: cancel.signal, onProgress });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(whole.out)).toBe(false);
  }

  test.each(withoutHdf5)('%s goes on where it stood, and is as if it had never stopped', async (target) => {
    const whole = await job(target);
    await runExport({ ...whole, out: `${whole.out}-at-once` });
    await cancelAfter(1, whole);
    expect(await episodesWritten(whole)).toEqual({ first: 1, last: 3 });
    expect(await hashes(whole.out)).toEqual(await hashes(`${whole.out}-at-once`));
  });

  test.each(withHdf5)('%s goes on where it stood', async (target) => {
    const whole = await job(target);
    await cancelAfter(1, whole);
    expect(await episodesWritten(whole)).toEqual({ first: 1, last: 3 });
    expect((await readdir(whole.out)).filter((name) => name === 'parts')).toEqual([]);
  });

  test.each(['lerobot-v3', 'diffusion-policy'])(
    '%s: what could not be written is not tried again, and those behind it are where they were',
    async (target) => {
      const whole = await job(target, {}, { brokenEpisode: 1 });
      await runExport({ ...whole, out: `${whole.out}-at-once` });
      await cancelAfter(2, whole);
      expect(await episodesWritten(whole)).toEqual({ first: 2, last: 3 });
      expect(await hashes(whole.out)).toEqual(await hashes(`${whole.out}-at-once`));
    },
  );

  test.each(['csv', 'rlds', 'diffusion-policy', 'robomimic', 'minari-hdf5'])(
    '%s goes on when it is cancelled, or cannot be written, at its end',
    async (target) => {
      const whole = await job(target);
      await runExport({ ...whole, out: `${whole.out}-at-once` });
      const cancel = new AbortController();
      const cancelled = runExport({
        ...whole,
        signal: cancel.signal,
        onProgress: ({ stage }) => stage === 'finishing' && cancel.abort(),
      });
      await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
      const inTheWay = join(`${whole.out}.partial`, `${REPORT_FILE}.tmp`);
      const onProgress = ({ stage }: ExportProgress) => {
        if (stage === 'finishing') mkdirSync(inTheWay);
      };
      await expect(runExport({ ...whole, onProgress })).rejects.toMatchObject({ code: 'io' });
      await rmdir(inTheWay);
      expect(await episodesWritten(whole)).toEqual({ first: 3, last: 3 });
      const [got, wanted] = [await hashes(whole.out), await hashes(`${whole.out}-at-once`)];
      expect(Object.keys(got)).toEqual(Object.keys(wanted));
      if (!HDF5.includes(target)) expect(got).toEqual(wanted);
    },
  );

  test('begins anew when an episode that it has was discarded', async () => {
    const whole = await job('csv');
    await cancelAfter(1, whole);
    await discardEpisode(whole.dataset, whole.version.episodes[0]!.id, 'the shirt was torn', 'grace');
    await runExport({ ...whole, out: `${whole.out}-at-once` });
    expect(await episodesWritten(whole)).toEqual({ first: 0, last: 3 });
    expect(await hashes(whole.out)).toEqual(await hashes(`${whole.out}-at-once`));
  });

  test('of another recipe begins anew', async () => {
    const whole = await job('csv');
    await cancelAfter(1, whole);
    const recipe = recipeSchema.parse({ ...whole.recipe, resample: { hz: 10 } });
    expect(await episodesWritten({ ...whole, recipe })).toEqual({ first: 0, last: 3 });
  });
});

test('without ffmpeg a target with video says what to do, and others work', { timeout: 60_000 }, async () => {
  const video = await job('lerobot-v3');
  const { PATH } = process.env;
  process.env.PATH = await tempFolder();
  try {
    await expect(runExport(video)).rejects.toThrow(/needs ffmpeg.*apt-get install ffmpeg/);
    await runExport({ ...video, target: findTarget('lerobot-v3-images') });
  } finally {
    process.env.PATH = PATH;
  }
});

test('what a format cannot hold is refused before anything is written', async () => {
  const uneven = await job('lerobot-v3-images', { resample: { hz: 12.5 } });
  await expect(runExport(uneven)).rejects.toThrow('12.5');
});
