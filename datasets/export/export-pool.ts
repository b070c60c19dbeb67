import { availableParallelism } from 'node:os';
import { AppError } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { WorkerPool } from '../threads/worker-pool.ts';
import type { FrozenEpisode } from '../version.ts';
import { syncTree } from './folders.ts';
import type { EpisodePlan } from './plan.ts';
import type { ExportInfo, Place } from './target.ts';

/** Write an episode's trajectories below a folder. */
export interface WriteJob {
  frozen: FrozenEpisode;
  /** One for each trajectory that was planned. */
  places: Place[];
  info: ExportInfo;
  folder: string;
}

export type ExportWork = { kind: 'plan'; frozen: FrozenEpisode } | ({ kind: 'write' } & WriteJob);

export interface ExportPoolOptions {
  dataset: Dataset;
  recipe: Recipe;
  target: string;
  /** Of threads and encoders, as `os.setPriority` takes it. */
  priority: number;
}

export interface ExportWorkerData extends ExportPoolOptions {
  /** Two 32-bit integers: 1 once it is cancelled; pictures taken so far. */
  shared: SharedArrayBuffer;
}

/** Threads that plan and write episodes, one for each core. */
export class ExportPool {
  readonly size = availableParallelism();
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));
  readonly #workers: WorkerPool<ExportWork, EpisodePlan | unknown[]>;
  #synced: Promise<void> = Promise.resolve();

  constructor(options: ExportPoolOptions) {
    const shared = this.#shared.buffer as SharedArrayBuffer;
    const workerData: ExportWorkerData = { ...options, shared };
    const url = new URL('./export.worker.ts', import.meta.url);
    this.#workers = new WorkerPool({ url, workerData, size: this.size, what: 'the export' });
  }

  /** Of all episodes so far. */
  get pictures(): number {
    return Atomics.load(this.#shared, 1);
  }

  /** @throws AppError `io`, `unavailable` */
  async plan(frozen: FrozenEpisode): Promise<EpisodePlan> {
    return (await this.#workers.run({ kind: 'plan', frozen })) as EpisodePlan;
  }

  /**
   * It is on the disk when it resolves.
   *
   * @returns what the target returned for each trajectory
   * @throws AppError `corrupt`, `invalid-input` and `not-found` for what is wrong with the episode, else `io`,
   * `internal`, `unavailable`.
   */
  async write(job: WriteJob): Promise<unknown[]> {
    const written = (await this.#workers.run({ kind: 'write', ...job })) as unknown[];
    // Each by itself: all at the end would hold up what is recorded meanwhile. One after the other: Node has few
    // threads for files, and those that write the next episodes read with them.
    this.#synced = this.#synced.then(() => syncTree(job.folder));
    await this.#synced;
    return written;
  }

  /** @throws AppError `unavailable` once it is cancelled. */
  assertWanted(): void {
    if (Atomics.load(this.#shared, 0) === 1) throw new AppError('unavailable', 'the export was cancelled');
  }

  /** What is under way fails at its next picture. */
  cancel(): void {
    Atomics.store(this.#shared, 0, 1);
  }

  close(): Promise<void> {
    return this.#workers.close();
  }
}
