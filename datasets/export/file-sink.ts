import { closeSync, openSync, writeSync } from 'node:fs';

/** What is put together before the system is asked to write it. */
const BUFFER_BYTES = 2 ** 18;

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

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Write a file as a whole. It is closed in any case, and not yet synced. */
  static async write(path: string, write: (sink: FileSink) => Promise<void>): Promise<FileSink> {
    const fd = openSync(path, 'w');
    try {
      const sink = new FileSink(fd);
      await write(sink);
      sink.#flush();
      return sink;
    } finally {
      closeSync(fd);
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
  }
}
