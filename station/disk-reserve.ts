import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

const BEAT_MS = 1000;
const LEAST_BYTES = 512e6;
/** Time to finish what was begun, and to notice. */
const RESERVE_S = 600;

/**
 * Keeps some of the dataset's disk free: a recording that ends while there is still space can be sealed, and
 * the computer stays usable. 512 MB, or what ten minutes take at the present rate where that is more.
 */
export class DiskReserve {
  readonly #path: string;
  readonly #fixedBytes: number | null;
  readonly #beat: NodeJS.Timeout;
  #freeBytes: number;
  #bytesPerS = 0;

  /** @param fixedBytes the reserve, in place of the one above */
  constructor(path: string, fixedBytes: number | null = null) {
    this.#path = path;
    this.#fixedBytes = fixedBytes;
    const { bavail, bsize } = statfsSync(path);
    this.#freeBytes = bavail * bsize;
    this.#beat = setInterval(() => void this.#look(), BEAT_MS).unref();
  }

  /** What the episode under way has taken so far. */
  observe(bytes: number, elapsedNs: bigint): void {
    if (elapsedNs > 0n) this.#bytesPerS = bytes / (Number(elapsedNs) / 1e9);
  }

  /** What is short, with the way out; null while there is enough. */
  shortage(): string | null {
    const reserveBytes = this.#reserveBytes;
    if (this.#freeBytes >= reserveBytes) return null;
    return (
      `The dataset's disk has ${megabytes(this.#freeBytes)} MB left, of which ${megabytes(reserveBytes)} MB are ` +
      'kept in reserve. Free some space, or record elsewhere'
    );
  }

  /** Free for episodes, the reserve aside. */
  get usableBytes(): number {
    return Math.max(0, this.#freeBytes - this.#reserveBytes);
  }

  get #reserveBytes(): number {
    return this.#fixedBytes ?? Math.max(LEAST_BYTES, RESERVE_S * this.#bytesPerS);
  }

  close(): void {
    clearInterval(this.#beat);
  }

  async #look(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#path);
      this.#freeBytes = bavail * bsize;
    } catch {
      // A disk that is gone fails the writer, which says so; the last known number stands.
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
