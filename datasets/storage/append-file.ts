import { type FileHandle, open } from 'node:fs/promises';
import { FileHash } from './file-hash.ts';

/** What the writer needs of a file; the disk can then be replaced in tests by one that fills up. */
export type Disk = Pick<FileHandle, 'writev' | 'datasync' | 'close'>;

/** A finished file. It has all its bytes, but only once `durable` resolves would they survive a power cut. */
export interface FinishedFile {
  bytes: number;
  sha256: string;
  durable: Promise<void>;
}

/** A new file that grows at its end, and its SHA-256. One call at a time. */
export class AppendFile {
  readonly #disk: Disk;
  readonly #hash: FileHash;
  #bytes = 0;

  /** `path` is where the disk's file can be read back. */
  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.#hash = new FileHash(path);
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
    this.#bytes = position;
    this.#hash.advance(position);
  }

  /** Contents on stable storage; may run beside an `append`, and then says nothing about it. */
  datasync(): Promise<void> {
    return this.#disk.datasync();
  }

  /** No more writing. The file goes to stable storage while its hash is completed, and longer if it must. */
  async finish(): Promise<FinishedFile> {
    const durable = this.#disk.datasync().finally(() => this.#disk.close());
    // Whoever waits for it is told; until then a failure is not an unhandled one.
    durable.catch(() => {});
    const sha256 = await this.#hash.digest(this.#bytes);
    this.#hash.close();
    return { bytes: this.#bytes, sha256, durable };
  }

  close(): Promise<void> {
    this.#hash.close();
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
