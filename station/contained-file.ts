import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/**
 * What files that are served are called. Neither dots in front, nor escapes, nor anything outside ASCII: what
 * another layer could read as a way out is not a name here.
 */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * @param path of plain names with slashes between them, relative to `root`
 * @returns the real path; null for whatever is not a file inside `root`, after all links are followed
 */
export async function containedFile(root: string, path: string): Promise<string | null> {
  const names = path.split('/');
  if (!names.every((name) => NAME.test(name))) return null;
  try {
    const [folder, found] = await Promise.all([realpath(root), realpath(join(root, ...names))]);
    return isInside(folder, found) && (await stat(found)).isFile() ? found : null;
  } catch {
    return null;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
