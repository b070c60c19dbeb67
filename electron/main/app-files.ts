import { realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';
import { isOwnPage } from './screens-address.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * What the screens' own files are called. Neither dots in front, nor escapes, nor anything outside ASCII: what
 * another layer could read as a way out is not a name here.
 */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

export interface AppFile {
  path: string;
  contentType: string;
}

/**
 * The file that an `app://` address means.
 *
 * @param root folder of the built screens
 * @returns null for whatever is not a file of a known type inside it, after all links are followed
 */
export async function resolveAppFile(root: string, address: string): Promise<AppFile | null> {
  if (!isOwnPage(address)) return null;
  const names = new URL(address).pathname.slice(1).split('/');
  if (!names.every((name) => NAME.test(name))) return null;
  const contentType = CONTENT_TYPES[extname(names.at(-1)!).toLowerCase()];
  if (contentType === undefined) return null;
  try {
    const [folder, path] = await Promise.all([realpath(root), realpath(join(root, ...names))]);
    const isFile = isInside(folder, path) && (await stat(path)).isFile();
    return isFile ? { path, contentType } : null;
  } catch {
    return null;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
