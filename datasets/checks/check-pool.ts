import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError, type ErrorValue } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';

/** An episode, by itself or against its peers. */
export interface CheckJob {
  id: string;
  peers: readonly string[] | null;
}

export interface CheckReply {
  error: ErrorValue | null;
}

export interface CheckWorkerData {
  dataset: Dataset;
  /** One 32-bit integer: 1 while the checks stand still. */
  paused: SharedArrayBuffer;
}

/** A thread that dies is replaced, and its job is done again this often. */
const ATTEMPTS = 2;

interface Waiting {
  job: CheckJob;
  attempts: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Threads of low priority that run checks: one fewer than the computer has cores, so that one stays free. */
export class CheckPool {
  readonly #dataset: Dataset;
  readonly #paused = new SharedArrayBuffer(4);
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #queue: Waiting[] = [];
  readonly size = Math.max(1, availableParallelism() - 1);
  #isClosed = false;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  /** @throws AppError as the checks do, `unavailable` when its thread dies over it again and again. */
  run(job: CheckJob): Promise<void> {
    if (this.#isClosed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, attempts: 0, resolve, reject });
      this.#fill();
    });
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
    this.#isClosed = true;
    const workers = [...this.#idle, ...this.#busy.keys()];
    for (const { reject } of this.#queue.splice(0)) reject(closed());
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  get #flag(): Int32Array {
    return new Int32Array(this.#paused);
  }

  #fill(): void {
    while (this.#queue.length > 0 && (this.#idle.length > 0 || this.#busy.size < this.size)) {
      const worker = this.#idle.pop() ?? this.#start();
      const waiting = this.#queue.shift()!;
      waiting.attempts += 1;
      this.#busy.set(worker, waiting);
      // Only a thread that works may keep the process alive.
      worker.ref();
      worker.postMessage(waiting.job);
    }
  }

  #start(): Worker {
    const workerData: CheckWorkerData = { dataset: this.#dataset, paused: this.#paused };
    const worker = new Worker(new URL('./check.worker.ts', import.meta.url), { workerData });
    worker.on('message', ({ error }: CheckReply) => {
      const { resolve, reject } = this.#busy.get(worker)!;
      this.#busy.delete(worker);
      worker.unref();
      this.#idle.push(worker);
      if (error === null) resolve();
      else reject(new AppError(error.code, error.message, { details: { ...error.details } }));
      this.#fill();
    });
    // What ended it is told to whoever waits, by `exit`.
    worker.on('error', () => {});
    worker.on('exit', () => this.#bury(worker));
    return worker;
  }

  #bury(worker: Worker): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    if (this.#idle.includes(worker)) this.#idle.splice(this.#idle.indexOf(worker), 1);
    if (waiting === undefined) return;
    if (this.#isClosed) waiting.reject(closed());
    else if (waiting.attempts < ATTEMPTS) this.#queue.unshift(waiting);
    else {
      const { id } = waiting.job;
      waiting.reject(new AppError('unavailable', `the checks of episode ${id} stopped ${ATTEMPTS} times`));
    }
    if (!this.#isClosed) this.#fill();
  }
}

function closed(): AppError {
  return new AppError('unavailable', 'the checks were stopped');
}
