import type { CollectStatus } from '../../core/contract/snapshot.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import type { CheckRunner } from '../../datasets/checks/check-runner.ts';

const LOOK_PERIOD_MS = 100;
/** After a decision others mostly follow. */
const DECISION_REST_MS = 3000;

/**
 * Runs the checks while nobody records: at the start, after each kept episode, and some time after decisions. From
 * the begin of an episode until it is kept or discarded they stand still.
 */
export class CheckSchedule {
  readonly #runner: CheckRunner;
  readonly #statusOf: () => CollectStatus;
  readonly #looking: NodeJS.Timeout;
  #resting: NodeJS.Timeout | undefined;
  #wasBusy = false;

  constructor(runner: CheckRunner, statusOf: () => CollectStatus) {
    this.#runner = runner;
    this.#statusOf = statusOf;
    this.#looking = setInterval(() => this.#look(), LOOK_PERIOD_MS);
    this.#run();
  }

  get isPaused(): boolean {
    return this.#runner.isPaused;
  }

  /** Decisions change what checks look at. */
  afterDecision(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#run(), DECISION_REST_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    clearTimeout(this.#resting);
    await this.#runner.close();
  }

  #look(): void {
    const status = this.#statusOf();
    const isBusy = status === 'recording' || status === 'review';
    if (isBusy === this.#wasBusy) return;
    this.#wasBusy = isBusy;
    if (isBusy) this.#runner.pause();
    else {
      this.#runner.resume();
      this.#run();
    }
  }

  #run(): void {
    this.#runner.run().catch((error: unknown) => {
      // Closed meanwhile: then nobody waits for it.
      if (error instanceof AppError && error.code === 'unavailable') return;
      console.error(`checks: ${messageOf(error)}`);
    });
  }
}
