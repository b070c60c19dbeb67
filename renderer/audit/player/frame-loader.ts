import type { PictureWish } from '../../link/pictures.ts';

/** JPEGs that are kept, over all cameras: a few tens of megabytes at most. */
const PICTURES_KEPT = 600;

export interface FrameLoaderOptions {
  cameras: readonly string[];
  /** Rows of the episode, as far as they are known. */
  rowCount(): number;
  /** @returns null for a row before the camera's first picture */
  bring(camera: string, row: number, wish: PictureWish): Promise<Blob | null>;
}

/** Brings the pictures of an episode, and those that will be wanted next before they are. */
export class FrameLoader {
  readonly #options: FrameLoaderOptions;
  /** By camera and row, in the order of their last use; null where the camera had sent nothing yet. */
  readonly #jpegs = new Map<string, Promise<Blob | null>>();
  #prefetching = new AbortController();

  constructor(options: FrameLoaderOptions) {
    this.#options = options;
  }

  /**
   * @returns one picture per camera, in the order of `cameras`; the caller closes them.
   * @throws when the station cannot serve one of them.
   */
  async load(row: number): Promise<(ImageBitmap | null)[]> {
    const { cameras } = this.#options;
    // A row that nobody foresaw: what was foreseen instead must not stand in its way.
    if (!cameras.some((camera) => this.#jpegs.has(`${camera}/${row}`))) this.abort();
    const jpegs = await Promise.all(cameras.map((camera) => this.#bring(camera, row, { priority: 'high' })));
    return Promise.all(jpegs.map((jpeg) => (jpeg === null ? null : createImageBitmap(jpeg))));
  }

  /** Also bring the next rows, and no longer those that an older playhead wanted somewhere else. */
  prefetch(row: number, count: number, direction: 1 | -1): void {
    this.abort();
    const wish: PictureWish = { priority: 'low', signal: this.#prefetching.signal };
    for (let ahead = 1; ahead <= count; ahead += 1) {
      const next = row + ahead * direction;
      if (next < 0 || next >= this.#options.rowCount()) return;
      // Whoever wants the row asks again, and then hears of the error.
      for (const camera of this.#options.cameras) this.#bring(camera, next, wish).catch(() => {});
    }
  }

  /** Nothing more is wanted of what only might have been. */
  abort(): void {
    this.#prefetching.abort();
    this.#prefetching = new AbortController();
  }

  #bring(camera: string, row: number, wish: PictureWish): Promise<Blob | null> {
    const key = `${camera}/${row}`;
    const known = this.#jpegs.get(key);
    this.#jpegs.delete(key);
    const jpeg = known ?? this.#options.bring(camera, row, wish);
    this.#jpegs.set(key, jpeg);
    if (known === undefined) {
      jpeg.catch(() => this.#jpegs.get(key) === jpeg && this.#jpegs.delete(key));
      this.#forgetOldest();
    }
    return jpeg;
  }

  #forgetOldest(): void {
    const [oldest] = this.#jpegs.keys();
    if (this.#jpegs.size > PICTURES_KEPT && oldest !== undefined) this.#jpegs.delete(oldest);
  }
}
