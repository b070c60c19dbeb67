import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { bodyChecker } from '../arrow/scan.ts';
import { hashFile } from '../storage/file-hash.ts';
import { EPISODE_FILES } from './columns.ts';
import { EpisodeDataFile } from './data-file.ts';
import { openEpisode } from './reader.ts';

/**
 * Check every byte of a sealed episode: against the checksums that its batches were given in memory, before
 * they were written, and against the hash in its manifest.
 *
 * @throws AppError as {@link openEpisode}; `corrupt` when a checksum or the hash differs.
 */
export async function verifyEpisode(folder: string): Promise<void> {
  const reader = await openEpisode(folder);
  await reader.close();
  const { manifest } = reader;
  const path = join(folder, EPISODE_FILES.data);
  const data = await EpisodeDataFile.open(path, manifest.head, { inspect: bodyChecker() });
  await data.close();
  if (data.end.damage !== null) throw data.corrupt(data.end.damage);
  const sha256 = await hashFile(path);
  if (sha256 === manifest.file.sha256) return;
  throw new AppError(
    'corrupt',
    `the episode's data have changed: SHA-256 ${sha256}, sealed with ${manifest.file.sha256} (${path})`,
  );
}
