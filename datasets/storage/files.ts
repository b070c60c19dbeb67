import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Make the names in a folder survive a power cut: a new file is only safe once its folder is synced too. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no such call, and refuses to open a folder.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Make a folder and those it is in. Node's recursive `mkdir` would call a read-only disk a missing folder. */
export async function ensureFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await ensureFolder(dirname(path));
    await mkdir(path);
  }
}

/**
 * Replace a file as a whole: after a crash it has its old text or the new one, never a part. The new one
 * takes its place only `after` what it speaks of is safe; if that fails, never.
 */
export async function replaceFile(path: string, text: string, after?: Promise<void>): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await after;
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** The error code of a failed system call, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
