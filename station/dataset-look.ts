import { Worker } from 'node:worker_threads';
import { AppError, type ErrorValue, messageOf } from '../core/errors.ts';
import { type Dataset, type EpisodeListing, episodeNames } from '../datasets/dataset.ts';
import type { Recovered } from '../datasets/episode/recover.ts';
import type { Quotas } from './collect/quotas.ts';
import { type FoundEpisodes, lookThrough } from './look-through.ts';

/** So many manifests are read within a second, and waited for. More are read in a thread, beside the operator. */
const AT_ONCE = 1000;

export interface LookTask {
  dataset: Dataset;
  names: string[];
}

export type LookNews = { done: number } | { found: FoundEpisodes } | { error: ErrorValue };

/**
 * The look through the dataset with which a station begins: what a crash left open, what cannot be read, and how
 * much there is of each protocol. Nobody waits minutes for it: over a large dataset it goes on while episodes are
 * collected, and its parts are empty until it ends.
 */
export class DatasetLook {
  /** Episodes that were there before the station. */
  readonly total: number;
  readonly #worker: Worker | null;
  #done = 0;
  #isOver = false;
  #failure: string | null = null;
  #recovered: Recovered[] = [];
  #unreadable: EpisodeListing['unreadable'] = [];

  /** @throws AppError `io` when the folder cannot be listed */
  static async begin(dataset: Dataset, quotas: Quotas): Promise<DatasetLook> {
    const names = await episodeNames(dataset);
    const look = new DatasetLook(names.length, names.length > AT_ONCE ? { dataset, names } : null, quotas);
    if (look.#worker === null) look.#take(await lookThrough(dataset, names, () => {}), quotas);
    return look;
  }

  private constructor(total: number, task: LookTask | null, quotas: Quotas) {
    this.total = total;
    this.#worker = task === null ? null : this.#start(task, quotas);
  }

  /** How many it has seen; null once it is over. */
  get progress(): number | null {
    return this.#isOver ? null : this.#done;
  }

  /** What kept it from its end; null while nothing did. */
  get failure(): string | null {
    return this.#failure;
  }

  get recovered(): readonly Recovered[] {
    return this.#recovered;
  }

  get unreadable(): EpisodeListing['unreadable'] {
    return this.#unreadable;
  }

  /** An episode whose recovery is cut short is recovered by the next station. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(task: LookTask, quotas: Quotas): Worker {
    const worker = new Worker(new URL('./look-through.worker.ts', import.meta.url), { workerData: task });
    worker.on('message', (news: LookNews) => {
      if ('done' in news) this.#done = news.done;
      else if ('found' in news) this.#take(news.found, quotas);
      else this.#fail(new AppError(news.error.code, news.error.message));
    });
    worker.on('error', (error) => this.#fail(error));
    worker.unref();
    return worker;
  }

  #take({ recovered, unreadable, held }: FoundEpisodes, quotas: Quotas): void {
    this.#isOver = true;
    this.#recovered = recovered;
    this.#unreadable = unreadable;
    quotas.setAtStart(held);
  }

  #fail(error: unknown): void {
    this.#isOver = true;
    this.#failure = messageOf(error);
  }
}
