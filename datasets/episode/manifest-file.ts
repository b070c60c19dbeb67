import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../../core/errors.ts';
import { parseJson } from '../../core/parse.ts';
import { addCheck } from '../json-check.ts';
import { type JsonFormat, readFormat } from '../migrations.ts';
import { replaceFile, systemCode } from '../storage/files.ts';
import { toJson } from '../storage/json.ts';
import { EPISODE_FILES } from './columns.ts';
import { type EpisodeManifest, episodeManifestSchema } from './manifest.ts';

const EPISODE_MANIFEST: JsonFormat<typeof episodeManifestSchema> = {
  schema: episodeManifestSchema,
  migrations: [],
};

/**
 * @throws AppError `not-found` without a manifest, `io` when it cannot be read, `invalid-input` when it is
 * wrong, with the path of the wrong field, `corrupt` when its checksum is.
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
  return readFormat(EPISODE_MANIFEST, text, path);
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
  const text = `${addCheck(toJson(manifest, 2))}\n`;
  parseJson(episodeManifestSchema, text, path);
  await replaceFile(path, text, durable);
}
