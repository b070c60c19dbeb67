import type { FrameLoader } from './frame-loader.ts';

/** Rows that are brought ahead of the playhead, in the direction in which it moves. */
const ROWS_AHEAD = 8;

interface FramePumpOptions {
  loader: FrameLoader;
  draw(row: number, pictures: readonly (ImageBitmap | null)[]): void;
  onFailure(error: unknown): void;
}

/**
 * Shows the pictures of the row that is wanted. One row is under way at a time and the newest wish comes
 * next: however fast the playhead is dragged, what is shown is at most two rows' loading behind it.
 */
export class FramePump {
  readonly #options: FramePumpOptions;
  #wanted: number | null = null;
  #shown: number | null = null;
  #isBusy = false;

  constructor(options: FramePumpOptions) {
    this.#options = options;
  }

  show(row: number): void {
    this.#wanted = row;
    if (!this.#isBusy) void this.#work();
  }

  stop(): void {
    this.#wanted = null;
    this.#options.loader.abort();
  }

  async #work(): Promise<void> {
    const { loader, draw, onFailure } = this.#options;
    this.#isBusy = true;
    while (this.#wanted !== null) {
      const row = this.#wanted;
      this.#wanted = null;
      try {
        const pictures = await loader.load(row);
        draw(row, pictures);
        for (const picture of pictures) picture?.close();
        const direction = this.#shown !== null && row < this.#shown ? -1 : 1;
        this.#shown = row;
        // While the playhead is dragged there is always a next wish, and nobody knows where it goes.
        if (this.#wanted === null) loader.prefetch(row, ROWS_AHEAD, direction);
      } catch (error) {
        if (this.#wanted === null) onFailure(error);
      }
    }
    this.#isBusy = false;
  }
}
