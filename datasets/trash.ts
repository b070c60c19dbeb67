import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { validate as isUuid } from 'uuid';
import { AppError, messageOf } from '../core/errors.ts';
import { type Dataset, episodeFolder, TRASH_FILE } from './dataset.ts';
import type { EpisodeManifest } from './episode/manifest.ts';
import { readManifestFile } from './episode/manifest-file.ts';
import { readFormat } from './migrations.ts';
import { syncFolder, systemCode } from './storage/files.ts';
import { TRASH_NOTE, type TrashNote } from './trash-note.ts';

export interface TrashedEpisode {
  id: string;
  /** Null where `trash.json` is missing or damaged. */
  note: TrashNote | null;
  /** Null where there is nothing left to read, as in an episode that had not begun. */
  manifest: EpisodeManifest | null;
}

/** @throws AppError `io`. Newest episode first. */
export async function listTrash(dataset: Dataset): Promise<TrashedEpisode[]> {
  const names = (await namesIn(dataset)).filter((name) => isUuid(name)).sort();
  const episodes: TrashedEpisode[] = [];
  for (const id of names.reverse()) {
    const folder = join(dataset.trashPath, id);
    episodes.push({
      id,
      note: await readNote(folder),
      manifest: await readManifestFile(folder).catch(() => null),
    });
  }
  return episodes;
}

/**
 * Put a discarded episode back among the others.
 *
 * @throws AppError `not-found` without such an episode in the trash, `not-allowed` where there is nothing to
 * bring back or its place is taken, `io`.
 */
export async function restoreEpisode(dataset: Dataset, id: string): Promise<void> {
  const target = episodeFolder(dataset, id);
  const folder = join(dataset.trashPath, id);
  const { state } = await readManifestFile(folder);
  if (state === 'recording') {
    throw new AppError(
      'not-allowed',
      `the episode was never sealed: there is nothing to bring back (${folder})`,
    );
  }
  if ((await readdir(target).catch(() => [])).length > 0) {
    throw new AppError('not-allowed', `the dataset has an episode of this id already (${target})`);
  }
  try {
    await rename(folder, target);
    await rm(join(target, TRASH_FILE), { force: true });
    await syncFolder(dataset.episodesPath);
    await syncFolder(dataset.trashPath);
  } catch (cause) {
    throw new AppError('io', `the episode cannot be brought back: ${messageOf(cause)} (${folder})`, {
      cause,
    });
  }
}

/**
 * Delete for good what was discarded before an instant; the only thing in Retrace that deletes. What does not
 * say when it was discarded stays.
 *
 * @returns the ids of those that are gone
 * @throws AppError `io`
 */
export async function emptyTrash(dataset: Dataset, before: Date): Promise<string[]> {
  const old = (await listTrash(dataset)).filter(
    ({ note }) => note !== null && new Date(note.discardedAt) < before,
  );
  const gone: string[] = [];
  for (const { id } of old) {
    const folder = join(dataset.trashPath, id);
    const condemned = join(dataset.trashPath, `.${id}.deleting`);
    try {
      // Under another name first: half an episode can then not be brought back.
      await rename(folder, condemned);
      await rm(condemned, { recursive: true });
    } catch (cause) {
      throw new AppError('io', `the episode cannot be deleted: ${messageOf(cause)} (${folder})`, { cause });
    }
    gone.push(id);
  }
  await removeCondemned(dataset);
  return gone;
}

/** What a crash left of earlier deletions. */
async function removeCondemned(dataset: Dataset): Promise<void> {
  for (const name of await namesIn(dataset)) {
    if (/^\..+\.deleting$/.test(name)) await rm(join(dataset.trashPath, name), { recursive: true });
  }
}

async function namesIn({ trashPath }: Dataset): Promise<string[]> {
  try {
    return await readdir(trashPath);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new AppError('io', `the trash cannot be listed: ${messageOf(cause)} (${trashPath})`, { cause });
  }
}

async function readNote(folder: string): Promise<TrashNote | null> {
  const path = join(folder, TRASH_FILE);
  try {
    return readFormat(TRASH_NOTE, await readFile(path, 'utf8'), path);
  } catch {
    return null;
  }
}
