import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import { replaceFile, systemCode } from '../storage/files.ts';
import { refuseNewer } from '../storage/format.ts';
import { toJson } from '../storage/json.ts';
import { EPISODE_FILES } from './columns.ts';
import { EPISODE_FORMAT, type EpisodeManifest, episodeManifestSchema } from './manifest.ts';

/**
 * @throws AppError `not-found` without a manifest, `io` when it cannot be read, `invalid-input` when it is
 * wrong, with the path of the wrong field.
 */
export async function readManifestFile(folder: string): Promise<EpisodeManifest> {
  const path = join(folder, EPISODE_FILES.manifest);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const isMissing = systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR';
    throw new AppError(
      isMissing ? 'not-found' : 'io',
      isMissing ? `no episode here (${path})` : `the manifest cannot be read: ${messageOf(cause)} (${path})`,
      { cause },
    );
  }
  refuseNewer(text, EPISODE_FORMAT, path);
  return parseJson(episodeManifestSchema, text, path);
}

/**
 * Replace the manifest as a whole; once this resolves, a power cut cannot take it back. It never stands
 * there before the data that it describes are `durable`.
 *
 * @throws AppError `invalid-input` for a manifest that `readManifestFile` would refuse; nothing is written then.
 */
export async function writeManifestFile(
  folder: string,
  manifest: EpisodeManifest,
  durable?: Promise<void>,
): Promise<void> {
  const path = join(folder, EPISODE_FILES.manifest);
  const text = `${toJson(manifest, 2)}\n`;
  parseJson(episodeManifestSchema, text, path);
  await replaceFile(path, text, durable);
}
