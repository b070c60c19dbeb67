/** JPEGs that are kept, over all cameras: about a minute of two cameras, a few tens of megabytes at most. */
const PICTURES_KEPT = 1_200;

export interface FrameLoaderOptions {
  cameras: readonly string[];
  rows: number;
  url(camera: string, row: number): string;
}

interface Picture {
  row: number;
  jpeg: Promise<Blob>;
  isLoading: boolean;
  canceller: AbortController;
}

/** Brings the pictures of an episode, and those that will be wanted next before they are. */
export class FrameLoader {
  readonly #options: FrameLoaderOptions;
  /** By camera and row, in the order of their last use. */
  readonly #pictures = new Map<string, Picture>();

  constructor(options: FrameLoaderOptions) {
    this.#options = options;
  }

  /**
   * @returns one JPEG per camera, in the order of `cameras`.
   * @throws when the station cannot serve one of them, or the playhead has long moved on.
   */
  load(row: number): Promise<Blob[]> {
    return Promise.all(this.#options.cameras.map((camera) => this.#bring(camera, row, 'high')));
  }

  /** Also bring the next rows, and no longer those that an older playhead wanted somewhere else. */
  prefetch(row: number, count: number): void {
    const last = Math.min(row + count, this.#options.rows - 1);
    for (const picture of this.#pictures.values()) {
      if (picture.isLoading && Math.abs(picture.row - row) > count) picture.canceller.abort();
    }
    for (let next = row + 1; next <= last; next += 1) {
      // Whoever wants the row asks again, and then hears of the error.
      for (const camera of this.#options.cameras) this.#bring(camera, next, 'low').catch(() => {});
    }
  }

  #bring(camera: string, row: number, priority: RequestPriority): Promise<Blob> {
    const key = `${camera}/${row}`;
    const known = this.#pictures.get(key);
    this.#pictures.delete(key);
    const picture = known ?? this.#fetch(key, camera, row, priority);
    this.#pictures.set(key, picture);
    this.#forgetOldest();
    return picture.jpeg;
  }

  #fetch(key: string, camera: string, row: number, priority: RequestPriority): Picture {
    const canceller = new AbortController();
    const jpeg = fetchJpeg(this.#options.url(camera, row), { priority, signal: canceller.signal });
    const picture = { row, jpeg, isLoading: true, canceller };
    jpeg.then(
      () => {
        picture.isLoading = false;
      },
      () => this.#pictures.get(key) === picture && this.#pictures.delete(key),
    );
    return picture;
  }

  #forgetOldest(): void {
    const [oldest] = this.#pictures.keys();
    if (this.#pictures.size > PICTURES_KEPT && oldest !== undefined) this.#pictures.delete(oldest);
  }
}

async function fetchJpeg(url: string, init: RequestInit): Promise<Blob> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`the station answered ${response.status} (${url})`);
  return response.blob();
}
