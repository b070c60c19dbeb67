import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError, messageOf } from '../core/errors.ts';
import { parse } from '../core/parse.ts';
import { type Dataset, readManifest } from './dataset.ts';
import { foldLabels } from './episode/label-state.ts';
import { addCheck } from './json-check.ts';
import { readLabels } from './labels.ts';
import { readFormat } from './migrations.ts';
import { ensureFolder, replaceFile, systemCode } from './storage/files.ts';
import { toJson } from './storage/json.ts';
import { type FrozenEpisode, VERSION, type Version, versionNameSchema, versionSchema } from './version.ts';

const FOLDER = 'versions';

export interface NewVersion {
  name: string;
  by: string;
  filter: Version['filter'];
  /** Of episodes that are sealed or recovered. */
  ids: readonly string[];
}

/**
 * Freeze episodes with the state of their labels under a name. Later labels do not change it.
 *
 * @throws AppError `not-allowed` when the name is taken or an episode is not sealed, `invalid-input` for a name
 * that is none or for no episodes at all, `corrupt`, `not-found`, `io`.
 */
export async function freezeVersion(
  dataset: Dataset,
  { name, by, filter, ids }: NewVersion,
): Promise<Version> {
  const path = pathOf(dataset, name);
  if (ids.length === 0) {
    throw new AppError('invalid-input', `no episode fits: there is nothing to freeze as "${name}"`);
  }
  if ((await versionNames(dataset)).includes(name)) {
    throw new AppError('not-allowed', `the version "${name}" exists already: choose another name (${path})`);
  }
  const episodes: FrozenEpisode[] = [];
  for (const id of [...ids].sort()) episodes.push(await freezeEpisode(dataset, id));
  const version: Version = {
    format: 1,
    name,
    frozenAt: new Date().toISOString(),
    by,
    filter,
    episodes,
    sha256: hashOf(episodes),
  };
  try {
    await ensureFolder(join(dataset.path, FOLDER));
    await replaceFile(path, `${addCheck(toJson(parse(versionSchema, version, path), 2))}\n`);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('io', `the version cannot be written: ${messageOf(cause)} (${path})`, { cause });
  }
  return version;
}

/**
 * @throws AppError `not-found` with the names that there are, `corrupt` when it is not what was frozen,
 * `invalid-input`, `io`.
 */
export async function readVersion(dataset: Dataset, name: string): Promise<Version> {
  const path = pathOf(dataset, name);
  const version = readFormat(VERSION, await readText(dataset, name, path), path);
  if (version.sha256 !== hashOf(version.episodes)) {
    throw new AppError('corrupt', `the version's episodes are not those that were frozen (${path})`);
  }
  return version;
}

/** In alphabetical order. */
export async function versionNames(dataset: Dataset): Promise<string[]> {
  try {
    const files = await readdir(join(dataset.path, FOLDER));
    return files
      .flatMap((file) => (/^[^.].*\.json$/.test(file) ? [file.slice(0, -'.json'.length)] : []))
      .sort();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new AppError('io', `the versions cannot be listed: ${messageOf(cause)} (${dataset.path})`, {
      cause,
    });
  }
}

/** Episodes that only `to` has, that only `from` has, and that both have with other bytes or decisions. */
export interface VersionDiff {
  added: string[];
  removed: string[];
  relabelled: { id: string; changed: FrozenField[] }[];
}

/** What can differ between two frozen states of an episode. */
type FrozenField = Exclude<keyof FrozenEpisode, 'id'>;

const FROZEN_FIELDS: readonly FrozenField[] = ['sha256', 'verdict', 'task', 'outcome', 'segments', 'trim'];

export function diffVersions(from: Version, to: Version): VersionDiff {
  const before = new Map(from.episodes.map((episode) => [episode.id, episode]));
  const after = new Map(to.episodes.map((episode) => [episode.id, episode]));
  const kept = [...after.values()].filter(({ id }) => before.has(id));
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    relabelled: kept
      .map((episode) => ({ id: episode.id, changed: changedFields(before.get(episode.id)!, episode) }))
      .filter(({ changed }) => changed.length > 0),
  };
}

function changedFields(before: FrozenEpisode, after: FrozenEpisode): FrozenField[] {
  return FROZEN_FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}

async function freezeEpisode(dataset: Dataset, id: string): Promise<FrozenEpisode> {
  const manifest = await readManifest(dataset, id);
  if (manifest.state === 'recording') {
    throw new AppError(
      'not-allowed',
      `the episode ${id} is not sealed and cannot be frozen (${dataset.path})`,
    );
  }
  const { labels } = await readLabels(dataset, id);
  const { verdict, task, outcome, segments, trim } = foldLabels(labels);
  const own = task === null ? {} : { task };
  return { id, sha256: manifest.file.sha256, verdict, ...own, outcome, segments, trim };
}

function hashOf(episodes: readonly FrozenEpisode[]): string {
  return createHash('sha256').update(toJson(episodes)).digest('hex');
}

function pathOf(dataset: Dataset, name: string): string {
  return join(dataset.path, FOLDER, `${parse(versionNameSchema, name, 'name of a version')}.json`);
}

async function readText(dataset: Dataset, name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) !== 'ENOENT') {
      throw new AppError('io', `the version cannot be read: ${messageOf(cause)} (${path})`, { cause });
    }
    const names = await versionNames(dataset);
    const there = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
    throw new AppError('not-found', `no version "${name}": ${there} (${dataset.path})`);
  }
}
