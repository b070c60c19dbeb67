import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** What the writer needs of a file; the disk can then be replaced in tests by one that fills up. */
export type Disk = Pick<FileHandle, 'writev' | 'datasync' | 'sync' | 'close'>;

/** A new file that grows at its end, and its SHA-256. One call at a time. */
export class AppendFile {
  readonly #disk: Disk;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Bytes appended in full; a torn rest of a failed `append` may lie behind them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Write all chunks at the end, without copying them together. The bytes must not change until it resolves. */
  async append(chunks: readonly Uint8Array[]): Promise<void> {
    let rest = chunks.filter(({ byteLength }) => byteLength > 0);
    let position = this.#bytes;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#disk.writev(rest, position);
      if (bytesWritten === 0) throw new Error('the disk took 0 bytes');
      position += bytesWritten;
      rest = dropBytes(rest, bytesWritten);
    }
    for (const chunk of chunks) this.#hash.update(chunk);
    this.#bytes = position;
  }

  /** Contents on stable storage; may run beside an `append`, and then says nothing about it. */
  datasync(): Promise<void> {
    return this.#disk.datasync();
  }

  /** Contents and size on stable storage, and no more writing. */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.#disk.sync();
    await this.#disk.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  close(): Promise<void> {
    return this.#disk.close();
  }
}

/** Open a file that must not exist yet. */
export function createOnDisk(path: string): Promise<Disk> {
  return open(path, 'wx');
}

/** What is left of `chunks` behind the first `count` bytes: one write call may write less than it was given. */
function dropBytes(chunks: Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  let index = 0;
  while (index < chunks.length && left >= chunks[index]!.byteLength) {
    left -= chunks[index]!.byteLength;
    index += 1;
  }
  if (left === 0) return chunks.slice(index);
  return [chunks[index]!.subarray(left), ...chunks.slice(index + 1)];
}
