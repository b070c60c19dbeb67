import type { FileHandle } from 'node:fs/promises';

/** Read `length` bytes at `offset` into memory of their own; fewer only where the file ends before. */
export async function readUpTo(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  // Not filled with zeros first: it is filled by the file, or cut.
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}
