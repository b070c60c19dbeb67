import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fdatasync);

/** What is put together before the system is asked to write it. */
const BUFFER_BYTES = 2 ** 18;
/**
 * What is sent to the disk while the next is made, so that nobody waits for all of it at the end. In smaller pieces
 * the threads that Node has for files would do little else.
 */
const SYNC_BYTES = 2 ** 27;

/**
 * A file that is written from front to end by a thread that has nothing else to do meanwhile: it waits for the
 * system, and is done with bytes when `write` returns.
 */
export class FileSink {
  /** Written so far. */
  byteLength = 0;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #waitingBytes = 0;
  #unsyncedBytes = 0;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Write a file as a whole. It is closed in any case; its last megabytes may not be on the disk yet. */
  static async write(path: string, write: (sink: FileSink) => Promise<void>): Promise<FileSink> {
    const fd = openSync(path, 'w');
    const sink = new FileSink(fd);
    try {
      await write(sink);
      sink.#flush();
      return sink;
    } finally {
      await sink.#syncing.finally(() => closeSync(fd));
    }
  }

  write(bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.byteLength > BUFFER_BYTES) this.#flush();
    if (bytes.byteLength > BUFFER_BYTES) this.#put(bytes);
    else {
      this.#buffer.set(bytes, this.#waitingBytes);
      this.#waitingBytes += bytes.byteLength;
    }
    this.byteLength += bytes.byteLength;
  }

  #flush(): void {
    this.#put(this.#buffer.subarray(0, this.#waitingBytes));
    this.#waitingBytes = 0;
  }

  #put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; ) at += writeSync(this.#fd, bytes, at);
    this.#unsyncedBytes += bytes.byteLength;
    if (this.#unsyncedBytes < SYNC_BYTES) return;
    this.#unsyncedBytes = 0;
    this.#syncing = this.#syncing.then(() => sync(this.#fd));
    // Told when the file is closed.
    this.#syncing.catch(() => {});
  }
}
