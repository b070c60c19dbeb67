import { AppError, messageOf } from '../../core/errors.ts';
import type { CatalogueThread } from '../catalogue/catalogue-thread.ts';
import type { Dataset } from '../dataset.ts';
import { CheckPool } from './check-pool.ts';

export interface CheckRun {
  /** Episodes that were looked at. */
  checked: number;
  failed: { id: string; message: string }[];
}

/**
 * Runs the checks that have not run yet, newest episodes first: each by itself, then against its peers. What is
 * new changes what is usual, so the newest peers before it are held against theirs again.
 */
export class CheckRunner {
  readonly #catalogue: CatalogueThread;
  readonly #pool: CheckPool;
  /** Those that cannot be read are not tried again and again. */
  readonly #failed = new Map<string, string>();
  #running: Promise<CheckRun> | null = null;
  #isAskedAgain = false;

  constructor(dataset: Dataset, catalogue: CatalogueThread) {
    this.#catalogue = catalogue;
    this.#pool = new CheckPool(dataset);
  }

  get isPaused(): boolean {
    return this.#pool.isPaused;
  }

  pause(): void {
    this.#pool.pause();
  }

  resume(): void {
    this.#pool.resume();
  }

  /**
   * Resolves when no check is left to run. Asked while a run is under way, it runs once more behind it.
   *
   * @throws AppError `io` when the folders cannot be listed, `unavailable` when it is closed meanwhile.
   */
  run(onProgress: (checked: number, total: number) => void = () => {}): Promise<CheckRun> {
    this.#isAskedAgain = true;
    this.#running ??= this.#runAll(onProgress).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await this.#running?.catch(() => {});
  }

  async #runAll(onProgress: (checked: number, total: number) => void): Promise<CheckRun> {
    let checked = 0;
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      checked += await this.#runOnce(onProgress);
    }
    return { checked, failed: [...this.#failed].map(([id, message]) => ({ id, message })) };
  }

  async #runOnce(onProgress: (checked: number, total: number) => void): Promise<number> {
    const found = await this.#catalogue.ask('now', 'unchecked');
    const left = found.filter(({ id }) => !this.#failed.has(id));
    const fresh = left.filter(({ state }) => state === 'none').map(({ id }) => id);
    let done = 0;
    await this.#each(fresh, async (id) => {
      await this.#pool.run({ id, peers: null });
    });
    await this.#catalogue.ask('recent', 'reread', fresh);
    const around = await Promise.all(
      fresh.map((id) => this.#catalogue.ask('recent', 'peers', { id, isBeforeOnly: true })),
    );
    const wanted = left.map(({ id }) => id).filter((id) => !this.#failed.has(id));
    const again = [...new Set(around.flat())].filter((id) => !wanted.includes(id));
    await this.#each(wanted, async (id) => {
      await this.#runAgainstPeers(id);
      done += 1;
      onProgress(done, left.length);
    });
    await this.#each(again, (id) => this.#runAgainstPeers(id));
    await this.#catalogue.ask('recent', 'reread', [...wanted, ...again]);
    return wanted.length;
  }

  async #runAgainstPeers(id: string): Promise<void> {
    const peers = await this.#catalogue.ask('recent', 'peers', { id });
    await this.#pool.run({ id, peers });
  }

  /** As many at once as the pool has threads. */
  async #each(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
    const left = [...ids];
    const next = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        try {
          await work(id);
        } catch (error) {
          if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
          this.#failed.set(id, messageOf(error));
        }
      }
    };
    await Promise.all(Array.from({ length: this.#pool.size }, next));
  }
}
