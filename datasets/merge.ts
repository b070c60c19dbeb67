import { constants } from 'node:fs';
import { cp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { validate as isUuid } from 'uuid';
import { AppError, messageOf } from '../core/errors.ts';
import { assertAccepts, type Dataset, episodeNames, openDataset } from './dataset.ts';
import { assertSameSetup } from './dataset-info.ts';
import { readManifestFile } from './episode/manifest-file.ts';
import { verifyEpisode } from './episode/verify.ts';
import { mergeLabels } from './labels.ts';
import { acquireLock } from './lock.ts';
import { syncFolder } from './storage/files.ts';

export interface MergedEpisode {
  name: string;
  from: string;
  /** `present`: the target had it already; labels that it did not have were added. */
  result: 'copied' | 'present' | 'left-out';
  /** Why it was left out; else empty. */
  message: string;
}

/**
 * Copy the episodes of datasets into one, with their labels. Every copy is checked byte by byte before it
 * takes its place, and what was begun and not finished is never seen by anyone. Sources stay as they are.
 *
 * @param into made, with the first source's robot and cameras, where it is not there
 * @param onEpisode called before each, with how many there are
 * @throws AppError `not-allowed` when the datasets are of different robots or cameras, or the target is in use
 * or one of the sources; `not-found`, `invalid-input`, `io`. What is wrong with one episode is in its result.
 */
export async function* mergeDatasets(
  sources: readonly string[],
  into: string,
  onEpisode: (done: number, total: number) => void = () => {},
): AsyncGenerator<MergedEpisode> {
  if (sources.some((source) => resolve(source) === resolve(into))) {
    throw new AppError('not-allowed', `a dataset cannot be merged into itself (${resolve(into)})`);
  }
  const datasets: Dataset[] = [];
  for (const source of sources) datasets.push(await openDataset(source));
  const { robotProfile, cameras } = datasets[0]!.info;
  for (const { info, path } of datasets) assertSameSetup(info, robotProfile, cameras, path);
  const target = await openDataset(into, {
    create: { name: basename(resolve(into)), robotProfile, cameras },
  });
  const lock = await acquireLock(target, 'retrace merge');
  try {
    const all = await Promise.all(datasets.map(async (from) => ({ from, names: await episodeNames(from) })));
    const total = all.reduce((sum, { names }) => sum + names.length, 0);
    let done = 0;
    for (const { from, names } of all) {
      for (const name of names) {
        onEpisode(done, total);
        done += 1;
        yield await mergeEntry(from, name, target);
      }
    }
    onEpisode(done, total);
  } finally {
    await lock.release();
  }
}

async function mergeEntry(from: Dataset, name: string, target: Dataset): Promise<MergedEpisode> {
  try {
    const result = await mergeEpisode(from, name, target);
    return { name, from: from.path, result, message: '' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, from: from.path, result: 'left-out', message: messageOf(error) };
  }
}

async function mergeEpisode(from: Dataset, name: string, target: Dataset): Promise<'copied' | 'present'> {
  const source = join(from.episodesPath, name);
  if (!isUuid(name)) throw new AppError('not-found', `this is no episode (${source})`);
  const { state, head } = await readManifestFile(source);
  if (state === 'recording') {
    throw new AppError('not-allowed', `the episode is not sealed: run "retrace recover" first (${source})`);
  }
  assertAccepts(target, head);
  const place = join(target.episodesPath, name);
  if (await isThere(place)) {
    await assertSame(source, place);
    await mergeLabels(from, target, name);
    return 'present';
  }
  await copyChecked(source, place, target);
  return 'copied';
}

async function copyChecked(source: string, place: string, target: Dataset): Promise<void> {
  // Hidden until it is whole: no list of episodes shows it, and the next merge begins it anew.
  const partial = join(target.episodesPath, `.${basename(place)}.partial`);
  try {
    await rm(partial, { recursive: true, force: true });
    await cp(source, partial, { recursive: true, mode: constants.COPYFILE_FICLONE });
    for (const name of await readdir(partial)) await syncFile(join(partial, name));
    await verifyEpisode(partial);
    await rename(partial, place);
    await syncFolder(place);
    await syncFolder(target.episodesPath);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    throw new AppError('io', `the episode cannot be copied: ${messageOf(cause)} (${source})`, { cause });
  }
}

/** @throws AppError `not-allowed` when two different episodes have one id. */
async function assertSame(source: string, place: string): Promise<void> {
  const [ours, theirs] = [await readManifestFile(source), await readManifestFile(place)];
  const hashes = [ours, theirs].map((manifest) =>
    manifest.state === 'recording' ? null : manifest.file.sha256,
  );
  if (hashes[0] === hashes[1]) return;
  throw new AppError(
    'not-allowed',
    `another episode of this id is in the target, with other data; keep one of them (${source}, ${place})`,
  );
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function isThere(folder: string): Promise<boolean> {
  return await readdir(folder).then(
    () => true,
    () => false,
  );
}
