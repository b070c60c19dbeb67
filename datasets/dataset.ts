import { readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { validate as isUuid } from 'uuid';
import { z } from 'zod';
import { AppError, messageOf } from '../core/errors.ts';
import { parseJson } from '../core/parse.ts';
import {
  assertSameSetup,
  createDatasetInfo,
  type DatasetInfo,
  type NewDataset,
  readDatasetInfo,
} from './dataset-info.ts';
import { type EpisodeHead, type EpisodeManifest, episodeHeadSchema } from './episode/manifest.ts';
import { readManifestFile } from './episode/manifest-file.ts';
import { addCheck } from './json-check.ts';
import { ensureFolder, replaceFile, syncFolder, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';
import type { TrashNote } from './trash-note.ts';

/** An open dataset folder. */
export interface Dataset {
  path: string;
  info: DatasetInfo;
  episodesPath: string;
  trashPath: string;
}

export interface EpisodeListing {
  /** Newest first. */
  episodes: EpisodeManifest[];
  /** Entries of the folder that are no episode, or a broken one. */
  unreadable: { path: string; message: string }[];
}

export const TRASH_FILE = 'trash.json';

/** Manifests that are read at the same time. */
const READS_AT_ONCE = 16;

/**
 * Open the dataset in a folder. With `create` one is made where there is none, and one that is there must
 * record the same robot and cameras.
 *
 * @throws AppError `not-found` without a dataset to open, `not-allowed` to make one in a folder that holds
 * other things or to use one of another robot, `invalid-input` for a `dataset.json` that is wrong or newer
 * than this program.
 */
export async function openDataset(path: string, options: { create?: NewDataset } = {}): Promise<Dataset> {
  const root = resolve(path);
  const { create } = options;
  const info = await readDatasetInfo(root).catch((error: unknown) => {
    if (create === undefined || !(error instanceof AppError) || error.code !== 'not-found') throw error;
    return createDatasetInfo(root, create);
  });
  if (create !== undefined) assertSameSetup(info, create.robotProfile, create.cameras, root);
  const dataset = { path: root, info, episodesPath: join(root, 'episodes'), trashPath: join(root, 'trash') };
  if (create !== undefined) await makeFolders(dataset);
  return dataset;
}

/** Only a dataset that is to be recorded into needs them: one to read may lie on a read-only disk. */
async function makeFolders({ path, episodesPath, trashPath }: Dataset): Promise<void> {
  try {
    await ensureFolder(episodesPath);
    await ensureFolder(trashPath);
    await syncFolder(path);
  } catch (cause) {
    throw new AppError('io', `the dataset cannot be written to: ${messageOf(cause)} (${path})`, { cause });
  }
}

/**
 * @throws AppError `not-allowed` when the episode is of another robot or other cameras than the dataset's,
 * `invalid-input` when its head is wrong.
 */
export function assertAccepts({ info, path }: Dataset, head: EpisodeHead): void {
  const names = head.cameras.map(({ name }) => name);
  assertSameSetup(info, head.robotProfile.name, names, path);
  parseJson(z.object({ head: episodeHeadSchema }), toJson({ head }), path);
}

export function episodeFolder(dataset: Dataset, id: string): string {
  // The id may come from a request: nothing but a UUID may become part of a path.
  if (!isUuid(id)) throw new AppError('invalid-input', `not an episode's id: "${id}"`);
  return join(dataset.episodesPath, id);
}

/**
 * Names in the folder of episodes, hidden ones left out; oldest episode first.
 *
 * @throws AppError `io`
 */
export async function episodeNames({ episodesPath }: Dataset): Promise<string[]> {
  try {
    return (await readdir(episodesPath)).filter((name) => !name.startsWith('.')).sort();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new AppError('io', `the episodes cannot be listed: ${messageOf(cause)} (${episodesPath})`, {
      cause,
    });
  }
}

/** Read every episode's manifest. What cannot be read is reported, never left out. */
export async function listEpisodes(dataset: Dataset): Promise<EpisodeListing> {
  const listing: EpisodeListing = { episodes: [], unreadable: [] };
  await readManifests(dataset, await episodeNames(dataset), (read) => {
    if ('manifest' in read) listing.episodes.push(read.manifest);
    else listing.unreadable.push(read);
  });
  // A version 7 UUID begins with its time.
  listing.episodes.sort((a, b) => (a.head.id < b.head.id ? 1 : -1));
  listing.unreadable.sort((a, b) => (a.path < b.path ? -1 : 1));
  return listing;
}

/** Read the manifests of these episodes, in no order; none is kept. */
export async function readManifests(
  dataset: Dataset,
  names: readonly string[],
  onRead: (read: { manifest: EpisodeManifest } | EpisodeListing['unreadable'][number]) => void,
): Promise<void> {
  const left = [...names];
  const readNext = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      const path = join(dataset.episodesPath, name);
      try {
        const manifest = await readManifestFile(path);
        if (manifest.head.id !== name) {
          throw new AppError(
            'invalid-input',
            `head.id: ${manifest.head.id} is not the folder's name (${path})`,
          );
        }
        onRead({ manifest });
      } catch (error) {
        onRead({ path, message: messageOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, readNext));
}

/** @throws AppError `not-found` without such an episode, `invalid-input` when its manifest is wrong. */
export async function readManifest(dataset: Dataset, id: string): Promise<EpisodeManifest> {
  return await readManifestFile(episodeFolder(dataset, id));
}

/**
 * Take an episode out of the dataset: its folder moves to `trash/`, with a `trash.json` that says why.
 *
 * @throws AppError `not-found` without such an episode, `not-allowed` while it is being recorded.
 */
export async function discardEpisode(
  dataset: Dataset,
  id: string,
  reason: string,
  by: string,
): Promise<void> {
  const manifest = await readManifest(dataset, id);
  if (manifest.state === 'recording') {
    throw new AppError(
      'not-allowed',
      `the episode is being recorded; seal it first (${episodeFolder(dataset, id)})`,
    );
  }
  await moveToTrash(dataset, id, reason, by);
}

/** As {@link discardEpisode}, for folders that may not even have a manifest. */
export async function moveToTrash(dataset: Dataset, id: string, reason: string, by: string): Promise<void> {
  const folder = episodeFolder(dataset, id);
  const note: TrashNote = { format: 1, reason, by, discardedAt: new Date().toISOString() };
  try {
    // The reason first: no crash in between can leave an episode in the trash without one.
    await ensureFolder(dataset.trashPath);
    await replaceFile(join(folder, TRASH_FILE), `${addCheck(toJson(note, 2))}\n`);
    await rename(folder, join(dataset.trashPath, id));
    await syncFolder(dataset.trashPath);
    await syncFolder(dataset.episodesPath);
  } catch (cause) {
    throw new AppError('io', `the episode cannot be moved to the trash: ${messageOf(cause)} (${folder})`, {
      cause,
    });
  }
}
