import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder, syncFolder, systemCode } from '../storage/files.ts';

/** Files that go to the disk at the same time: it then writes its own journal once for all of them. */
const SYNCS_AT_ONCE = 16;

/** All files and folders below a folder, and itself, are on the disk when it resolves. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  // A target may have nothing to write for an episode.
  if (entries === null) return;
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const next = async (): Promise<void> => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await syncFile(path);
  };
  await Promise.all(Array.from({ length: SYNCS_AT_ONCE }, next));
  const folders = entries.filter((entry) => entry.isDirectory());
  for (const { parentPath, name } of folders) await syncFolder(join(parentPath, name));
  await syncFolder(folder);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Move all files below a folder to the same places below another one. */
export async function moveTree(from: string, to: string): Promise<void> {
  await ensureFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, goal] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await moveTree(source, goal);
    else await rename(source, goal);
  }
  await rm(from, { recursive: true });
}
