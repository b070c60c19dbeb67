import { availableParallelism } from 'node:os';
import type { Dataset } from '../dataset.ts';
import { WorkerPool } from '../threads/worker-pool.ts';

/** An episode, by itself or against its peers. */
export interface CheckJob {
  id: string;
  peers: readonly string[] | null;
}

export interface CheckWorkerData {
  dataset: Dataset;
  /** One 32-bit integer: 1 while the checks stand still. */
  paused: SharedArrayBuffer;
}

/** Threads of low priority that run checks: one fewer than the computer has cores, so that one stays free. */
export class CheckPool {
  readonly #paused = new SharedArrayBuffer(4);
  readonly #workers: WorkerPool<CheckJob, null>;

  constructor(dataset: Dataset) {
    const workerData: CheckWorkerData = { dataset, paused: this.#paused };
    const url = new URL('./check.worker.ts', import.meta.url);
    const size = Math.max(1, availableParallelism() - 1);
    this.#workers = new WorkerPool({ url, workerData, size, what: 'the checks' });
  }

  get size(): number {
    return this.#workers.size;
  }

  /** @throws AppError as the checks do, `unavailable` when its thread dies over it again and again. */
  async run(job: CheckJob): Promise<void> {
    await this.#workers.run(job);
  }

  get isPaused(): boolean {
    return this.#flag[0] === 1;
  }

  /** Between two pictures, so within milliseconds. */
  pause(): void {
    Atomics.store(this.#flag, 0, 1);
  }

  resume(): void {
    Atomics.store(this.#flag, 0, 0);
    Atomics.notify(this.#flag, 0);
  }

  async close(): Promise<void> {
    await this.#workers.close();
  }

  get #flag(): Int32Array {
    return new Int32Array(this.#paused);
  }
}
