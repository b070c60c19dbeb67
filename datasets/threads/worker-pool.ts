import { Worker } from 'node:worker_threads';
import { AppError, type ErrorValue } from '../../core/errors.ts';

/** What a thread answers to each job. */
export type WorkerReply<V> = { value: V } | { error: ErrorValue };

/** A thread that dies is replaced, and its job is done again this often. */
const ATTEMPTS = 2;

interface Waiting<J, V> {
  job: J;
  attempts: number;
  resolve(value: V): void;
  reject(error: Error): void;
}

export interface WorkerPoolOptions {
  /** Of the thread's module, which answers each message with one {@link WorkerReply}. */
  url: URL;
  workerData: unknown;
  size: number;
  /** What is done, in words: "the checks". */
  what: string;
}

/** Threads that are started when there is work, do it in order, and are replaced when they die. */
export class WorkerPool<J, V> {
  readonly size: number;
  readonly #options: WorkerPoolOptions;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting<J, V>>();
  readonly #queue: Waiting<J, V>[] = [];
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.size = options.size;
  }

  /** @throws AppError as the job does, `unavailable` when its thread dies over it again and again. */
  run(job: J): Promise<V> {
    if (this.#isClosed) return Promise.reject(this.#closed());
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, attempts: 0, resolve, reject });
      this.#fill();
    });
  }

  /** What is under way is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const workers = [...this.#idle, ...this.#busy.keys()];
    for (const { reject } of this.#queue.splice(0)) reject(this.#closed());
    await Promise.all(workers.map((worker) => worker.terminate()));
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
    const { url, workerData } = this.#options;
    const worker = new Worker(url, { workerData });
    worker.on('message', (reply: WorkerReply<V>) => {
      const { resolve, reject } = this.#busy.get(worker)!;
      this.#busy.delete(worker);
      worker.unref();
      this.#idle.push(worker);
      if ('value' in reply) resolve(reply.value);
      else {
        const { code, message, details } = reply.error;
        reject(new AppError(code, message, { details: { ...details } }));
      }
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
    if (this.#isClosed) waiting.reject(this.#closed());
    else if (waiting.attempts < ATTEMPTS) this.#queue.unshift(waiting);
    else
      waiting.reject(
        new AppError('unavailable', `a thread of ${this.#options.what} stopped ${ATTEMPTS} times`),
      );
    if (!this.#isClosed) this.#fill();
  }

  #closed(): AppError {
    return new AppError('unavailable', `${this.#options.what} were stopped`);
  }
}
