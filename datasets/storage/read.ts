import type { FileHandle } from 'node:fs/promises';

/** Read `length` bytes at `offset` into memory of their own; fewer only where the file ends before. */
export async function readUpTo(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}
