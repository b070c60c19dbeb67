import { type EpisodeReader, openEpisode } from '../datasets/episode/reader.ts';

/** A replay asks for many pictures of one episode; the list, for one picture of many. */
const KEPT_OPEN = 8;

interface OpenReader {
  opening: Promise<EpisodeReader>;
  users: number;
  /** Closed as soon as nobody uses it. */
  isRetired: boolean;
}

/** Episodes that are read again and again, kept open for a while. None is closed under whoever reads it. */
export class OpenReaders {
  /** By folder, least recently used first. */
  readonly #readers = new Map<string, OpenReader>();
  readonly #closing = new Set<Promise<void>>();

  /** @throws AppError as `openEpisode` and `work` */
  async use<T>(folder: string, work: (reader: EpisodeReader) => Promise<T>): Promise<T> {
    const entry = this.#entryOf(folder);
    entry.users += 1;
    // One that cannot be opened is tried anew the next time.
    entry.opening.catch(() => this.#retire(folder, entry));
    try {
      return await work(await entry.opening);
    } finally {
      entry.users -= 1;
      this.#closeUnused(entry);
    }
  }

  /** Resolves when its file is closed. */
  async forget(folder: string): Promise<void> {
    const entry = this.#readers.get(folder);
    if (entry !== undefined) this.#retire(folder, entry);
    await Promise.all(this.#closing);
  }

  async close(): Promise<void> {
    for (const [folder, entry] of [...this.#readers]) this.#retire(folder, entry);
    await Promise.all(this.#closing);
  }

  #entryOf(folder: string): OpenReader {
    const known = this.#readers.get(folder);
    this.#readers.delete(folder);
    const entry = known ?? { opening: openEpisode(folder), users: 0, isRetired: false };
    this.#readers.set(folder, entry);
    for (const [oldest, unused] of this.#readers) {
      if (this.#readers.size <= KEPT_OPEN) break;
      this.#retire(oldest, unused);
    }
    return entry;
  }

  #retire(folder: string, entry: OpenReader): void {
    entry.isRetired = true;
    if (this.#readers.get(folder) === entry) this.#readers.delete(folder);
    this.#closeUnused(entry);
  }

  #closeUnused({ isRetired, users, opening }: OpenReader): void {
    if (!isRetired || users > 0) return;
    const closing = opening.then(
      (reader) => reader.close(),
      () => {},
    );
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}
