import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FoundFile {
  name: string;
  mtimeMs: number;
  size: number;
}

/** The files of a folder with this ending, by name; none where there is no such folder. */
export async function filesIn(folder: string, ending: string): Promise<FoundFile[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // Nobody has put anything there yet, or the disk is gone, which others say.
    return [];
  }
  const files = names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map(async (name) => {
      // One that has vanished since is found missing when it is read.
      const found = await stat(join(folder, name)).catch(() => null);
      return { name, mtimeMs: found?.mtimeMs ?? 0, size: found?.size ?? 0 };
    });
  return Promise.all(files);
}
