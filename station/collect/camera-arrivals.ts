import type { Stream } from '../stream.ts';

/** How many frames came to the station while it recorded, as its streams counted them. */
export class CameraArrivals {
  readonly #cameras: readonly Stream<unknown>[];
  /** Counted at the rows: `first` at the first one, `latest` at the newest. */
  #first: number[] = [];
  #latest: number[] = [];
  #inFirstRow: number[] = [];

  constructor(cameras: readonly Stream<unknown>[]) {
    this.#cameras = cameras;
  }

  /** A row is being made. */
  observe(): void {
    this.#latest = this.#cameras.map(({ count }) => count);
    if (this.#first.length === 0) this.#first = this.#latest;
  }

  /** The first row is recorded with this many frames; what came before it belongs to no episode. */
  begin(recordedOf: (camera: string) => number): void {
    this.#inFirstRow = this.#cameras.map(({ name }) => recordedOf(name));
  }

  frames(): Record<string, number> {
    return Object.fromEntries(
      this.#cameras.map(({ name }, i) => [
        name,
        this.#latest[i]! - this.#first[i]! + (this.#inFirstRow[i] ?? 0),
      ]),
    );
  }
}
