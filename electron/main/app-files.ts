import { extname } from 'node:path';
import { containedFile } from '../../station/contained-file.ts';
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
  const name = new URL(address).pathname.slice(1);
  const contentType = CONTENT_TYPES[extname(name).toLowerCase()];
  if (contentType === undefined) return null;
  const path = await containedFile(root, name);
  return path === null ? null : { path, contentType };
}
