import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** To the thread that hashes; `bytes` is up to where the file is final. */
export type HashRequest =
  | { kind: 'advance' | 'digest'; id: number; path: string; bytes: number }
  | { kind: 'close'; id: number };

export type HashReply = { id: number; sha256: string } | { id: number; error: string };

/**
 * The SHA-256 of a file that grows, taken right behind the writing by a thread of its own.
 *
 * The thread reads back what was just written, from the page cache. Hashing the chunks here would hold up
 * the event loop for 0.7 ms a megabyte, and handing them to a thread would copy or detach bytes that the
 * previews still show. So the hash is of what the file has, not of what was meant to be written.
 */
export class FileHash {
  readonly #path: string;
  readonly #id: number;
  readonly #thread: HashThread;

  constructor(path: string) {
    this.#path = path;
    this.#thread = HashThread.shared();
    this.#id = this.#thread.newId();
  }

  /** The file is final up to here. */
  advance(bytes: number): void {
    this.#thread.send({ kind: 'advance', id: this.#id, path: this.#path, bytes });
  }

  /** Hex digest of the first `bytes` bytes, which are final. Should the thread fail, the file is read anew. */
  async digest(bytes: number): Promise<string> {
    try {
      return await this.#thread.digest(this.#id, this.#path, bytes);
    } catch {
      return await hashFile(this.#path, bytes);
    }
  }

  /** Call it when done: the thread has the file open. */
  close(): void {
    this.#thread.send({ kind: 'close', id: this.#id });
  }
}

/** Hex SHA-256 of the first `bytes` bytes of a file, all in this thread. */
export async function hashFile(path: string, bytes = Number.POSITIVE_INFINITY): Promise<string> {
  const hash = createHash('sha256');
  let hashedBytes = 0;
  if (bytes > 0) {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20, end: bytes - 1 })) {
      hash.update(chunk);
      hashedBytes += chunk.byteLength;
    }
  }
  if (bytes !== Number.POSITIVE_INFINITY && hashedBytes < bytes) {
    throw new Error(`the file ends at byte ${hashedBytes} of ${bytes}`);
  }
  return hash.digest('hex');
}

/** As {@link hashFile}, for a thread that has nothing else to do meanwhile: a third faster. */
export function hashFileSync(path: string): string {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(2 ** 20);
  const fd = openSync(path, 'r');
  try {
    for (let bytes = readSync(fd, chunk); bytes > 0; bytes = readSync(fd, chunk))
      hash.update(chunk.subarray(0, bytes));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

interface Waiting {
  resolve(sha256: string): void;
  reject(error: Error): void;
}

/** One thread for all files of the process, started at the first and again after it died. */
class HashThread {
  static #current: HashThread | null = null;
  readonly #worker = new Worker(new URL('./file-hash.worker.ts', import.meta.url));
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #isDead = false;

  static shared(): HashThread {
    HashThread.#current ??= new HashThread();
    return HashThread.#current;
  }

  private constructor() {
    this.#worker.on('message', (reply: HashReply) => this.#receive(reply));
    this.#worker.on('error', () => {});
    this.#worker.on('exit', () => this.#die());
    this.#worker.unref();
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  send(request: HashRequest): void {
    if (!this.#isDead) this.#worker.postMessage(request);
  }

  digest(id: number, path: string, bytes: number): Promise<string> {
    if (this.#isDead) return Promise.reject(new Error('the hashing thread died'));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // Only while somebody waits may the thread keep the process alive.
      this.#worker.ref();
      this.send({ kind: 'digest', id, path, bytes });
    });
  }

  #receive(reply: HashReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('error' in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.sha256);
  }

  #die(): void {
    this.#isDead = true;
    if (HashThread.#current === this) HashThread.#current = null;
    for (const { reject } of this.#waiting.values()) reject(new Error('the hashing thread died'));
    this.#waiting.clear();
  }
}
