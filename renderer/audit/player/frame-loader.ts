import type { RowPictures } from '../../link/pictures.ts';

/** Rows whose pictures are kept as they came: some tens of megabytes. */
const ROWS_KEPT = 150;
/** Rows that are decoded before they are wanted. Decoded pictures are large, and each is wanted once. */
const ROWS_DECODED = 3;

export type DecodedRow = readonly (ImageBitmap | null)[];

export interface FrameLoaderOptions {
  /** All cameras' pictures at a row. */
  bring(row: number): Promise<RowPictures>;
  /** As large as they are shown now. */
  decode(pictures: RowPictures): Promise<DecodedRow>;
}

/** Brings and decodes the pictures of an episode, and those that will be wanted next before they are. */
export class FrameLoader {
  readonly #options: FrameLoaderOptions;
  /** In the order of their last use. */
  readonly #rows = new Map<number, Promise<RowPictures>>();
  readonly #decoded = new Map<number, Promise<DecodedRow>>();
  #ahead: number[] = [];
  #isPrefetching = false;

  constructor(options: FrameLoaderOptions) {
    this.#options = options;
  }

  /** @throws when the station cannot serve them */
  load(row: number): Promise<RowPictures> {
    // A row that nobody foresaw: what was foreseen instead must not stand in its way.
    if (!this.#rows.has(row)) this.#ahead = [];
    return this.#bring(row);
  }

  /** The pictures of a loaded row; they are the caller's from then on. */
  async decode(row: number): Promise<DecodedRow> {
    const ready = this.#decoded.get(row);
    this.#decoded.delete(row);
    return ready ?? this.#options.decode(await this.#bring(row));
  }

  /** Bring these rows, too, one after the other, and no longer those that were foreseen before. */
  prefetch(rows: readonly number[]): void {
    this.#ahead = [...rows];
    const soon = rows.slice(0, ROWS_DECODED);
    for (const row of this.#decoded.keys()) if (!soon.includes(row)) this.#dropDecoded(row);
    if (!this.#isPrefetching) void this.#workAhead();
  }

  /** Nothing that only might be wanted is brought or kept decoded; as after the size of the pictures changed. */
  forgetAhead(): void {
    this.#ahead = [];
    for (const row of this.#decoded.keys()) this.#dropDecoded(row);
  }

  async #workAhead(): Promise<void> {
    this.#isPrefetching = true;
    for (let row = this.#ahead.shift(); row !== undefined; row = this.#ahead.shift()) {
      try {
        const pictures = await this.#bring(row);
        if (this.#decoded.size < ROWS_DECODED && !this.#decoded.has(row)) {
          const decoding = this.#options.decode(pictures);
          this.#decoded.set(row, decoding);
          await decoding;
        }
      } catch {
        // Whoever wants the row asks again, and then hears of the error.
        this.#decoded.delete(row);
      }
    }
    this.#isPrefetching = false;
  }

  #dropDecoded(row: number): void {
    const dropped = this.#decoded.get(row);
    this.#decoded.delete(row);
    dropped?.then(closeAll, () => {});
  }

  #bring(row: number): Promise<RowPictures> {
    const known = this.#rows.get(row);
    this.#rows.delete(row);
    const pictures = known ?? this.#options.bring(row);
    this.#rows.set(row, pictures);
    if (known === undefined) {
      pictures.catch(() => this.#rows.get(row) === pictures && this.#rows.delete(row));
      const [oldest] = this.#rows.keys();
      if (this.#rows.size > ROWS_KEPT && oldest !== undefined) this.#rows.delete(oldest);
    }
    return pictures;
  }
}

export function closeAll(pictures: DecodedRow): void {
  for (const picture of pictures) picture?.close();
}
