import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../core/errors.ts';
import { EPISODE_FILES } from './columns.ts';
import { openEpisode } from './reader.ts';

/**
 * Check every byte of a sealed episode against the hash in its manifest.
 *
 * @throws AppError as {@link openEpisode}; `corrupt` when the hash differs.
 */
export async function verifyEpisode(folder: string): Promise<void> {
  const reader = await openEpisode(folder);
  await reader.close();
  const path = join(folder, EPISODE_FILES.data);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  const sha256 = hash.digest('hex');
  if (sha256 === reader.manifest.file.sha256) return;
  throw new AppError(
    'corrupt',
    `the episode's data have changed: SHA-256 ${sha256}, sealed with ${reader.manifest.file.sha256} (${path})`,
  );
}
