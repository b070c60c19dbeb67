import { closeAll, type DecodedRow, type FrameLoader } from './frame-loader.ts';

/** Steps that are brought ahead of the playhead, each as far as the last one was. */
const STEPS_AHEAD = 6;
/** Who steps further does not step, but looks for something. */
const LONGEST_STEP = 30;

interface FramePumpOptions {
  loader: FrameLoader;
  /** Rows of the episode, as far as they are known. */
  rowCount(): number;
  /** The pictures are its from then on. */
  draw(row: number, pictures: DecodedRow): void;
  onFailure(error: unknown): void;
}

/**
 * Shows the pictures of the row that is wanted. The newest wish comes next, and is brought while the one before
 * it is decoded: however fast the playhead is dragged, what is shown is at most two rows' loading behind it.
 */
export class FramePump {
  readonly #options: FramePumpOptions;
  #wanted: number | null = null;
  #shown: number | null = null;
  #showing: Promise<void> = Promise.resolve();
  #isBusy = false;
  #isLoading = false;
  #isStopped = false;

  constructor(options: FramePumpOptions) {
    this.#options = options;
  }

  show(row: number): void {
    this.#wanted = row;
    if (!this.#isBusy) void this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wanted = null;
    this.#options.loader.forgetAhead();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#wanted !== null) {
      const row = this.#wanted;
      this.#wanted = null;
      try {
        await this.#load(row);
        await this.#showing;
        this.#showing = this.#decodeAndDraw(row);
        if (this.#wanted === null) await this.#showing;
      } catch (error) {
        if (this.#wanted === null && !this.#isStopped) this.#options.onFailure(error);
      }
    }
    this.#isBusy = false;
  }

  async #load(row: number): Promise<void> {
    this.#isLoading = true;
    try {
      await this.#options.loader.load(row);
    } finally {
      this.#isLoading = false;
    }
  }

  async #decodeAndDraw(row: number): Promise<void> {
    const { loader, draw, onFailure } = this.#options;
    try {
      const pictures = await loader.decode(row);
      if (this.#isStopped) return closeAll(pictures);
      draw(row, pictures);
    } catch (error) {
      if (!this.#isStopped) onFailure(error);
      return;
    }
    const step = row - (this.#shown ?? row);
    this.#shown = row;
    // While the playhead is dragged there is always a next wish, and nobody knows where it goes.
    if (this.#wanted === null && !this.#isLoading) loader.prefetch(this.#rowsAhead(row, step));
  }

  #rowsAhead(row: number, step: number): number[] {
    const stride = step === 0 || Math.abs(step) > LONGEST_STEP ? 1 : step;
    const rows = Array.from({ length: STEPS_AHEAD }, (_, i) => row + (i + 1) * stride);
    return rows.filter((next) => next >= 0 && next < this.#options.rowCount());
  }
}
