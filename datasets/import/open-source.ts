import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../../core/errors.ts';
import type { ImportAbout } from './import-about.ts';
import type { ImportSource } from './import-source.ts';
import { openLerobot } from './lerobot.ts';
import { readMcapEpisode } from './mcap.ts';
import { readMapping } from './mcap-mapping.ts';

/**
 * A folder of a LeRobot dataset; with a mapping an MCAP file, or a folder of them.
 *
 * @throws AppError `not-found`, `invalid-input`, `corrupt`
 */
export async function openSource(
  path: string,
  mappingPath: string | undefined,
  about: ImportAbout,
): Promise<ImportSource> {
  if (mappingPath === undefined) {
    if (path.endsWith('.mcap')) throw new AppError('invalid-input', `MCAP needs a --mapping (${path})`);
    return await openLerobot(path, about);
  }
  const mapping = await readMapping(mappingPath);
  const files = await mcapFiles(path);
  return {
    robot: mapping.robot,
    cameras: Object.keys(mapping.cameras),
    episodes: files.length,
    read: (index) => readMcapEpisode(files[index]!, mapping, about),
  };
}

async function mcapFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const files = (await readdir(path)).filter((name) => name.endsWith('.mcap')).sort();
    if (files.length > 0) return files.map((name) => join(path, name));
  } catch (cause) {
    throw new AppError('not-found', `the source cannot be read: ${messageOf(cause)}`, { cause });
  }
  throw new AppError('not-found', `there are no .mcap files (${path})`);
}
