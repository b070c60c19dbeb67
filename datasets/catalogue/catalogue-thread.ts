import { Worker } from 'node:worker_threads';
import { AppError, type ErrorValue } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';
import type { CatalogueCalls } from './calls.ts';

type ParamsOf<C extends keyof CatalogueCalls> = Parameters<CatalogueCalls[C]>;
type ValueOf<C extends keyof CatalogueCalls> = Awaited<ReturnType<CatalogueCalls[C]>>;

/**
 * `now`: as the folders are, however long that takes. `recent`: as they were some seconds ago, at no cost; during a
 * long reading, as far as they have been read.
 */
export type Freshness = 'now' | 'recent';

export interface CatalogueRequest {
  id: number;
  call: keyof CatalogueCalls;
  params: unknown[];
  freshness: Freshness;
}

/** How far a reading of many episodes is, as when a catalogue is made. */
export interface Reading {
  done: number;
  of: number;
}

export type CatalogueReply = { id: number; value: unknown } | { id: number; error: ErrorValue };

/** From the thread; `reading` is null when a long one has ended. */
export type CatalogueNews = CatalogueReply | { reading: Reading | null };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

/**
 * The catalogue in a thread of its own, so that looking through 100,000 episodes costs the recording nothing.
 * The thread is started by the first question and again by the first one after it died.
 */
export class CatalogueThread {
  readonly #dataset: Dataset;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;
  #reading: Reading | null = null;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  /** Null while nothing is read that takes long. */
  get reading(): Reading | null {
    return this.#reading;
  }

  /** Episodes that match, as the folders are now. */
  query(...params: ParamsOf<'query'>): Promise<ValueOf<'query'>> {
    return this.ask('now', 'query', ...params);
  }

  /**
   * Ask one of the {@link CatalogueCalls}.
   *
   * @throws AppError `io` when the folders cannot be listed, `unavailable` when the thread dies over it.
   */
  ask<C extends keyof CatalogueCalls>(
    freshness: Freshness,
    call: C,
    ...params: ParamsOf<C>
  ): Promise<ValueOf<C>> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      // Only while somebody waits may the thread keep the process alive.
      worker.ref();
      worker.postMessage({ id, call, params, freshness } satisfies CatalogueRequest);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./catalogue.worker.ts', import.meta.url), {
      workerData: this.#dataset,
    });
    let cause: unknown;
    worker.on('message', (news: CatalogueNews) => {
      if ('reading' in news) this.#reading = news.reading;
      else this.#receive(news);
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => this.#die(cause));
    worker.unref();
    return worker;
  }

  #receive(reply: CatalogueReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('value' in reply) waiting?.resolve(reply.value);
    else
      waiting?.reject(
        new AppError(reply.error.code, reply.error.message, { details: { ...reply.error.details } }),
      );
  }

  #die(cause: unknown): void {
    this.#worker = null;
    this.#reading = null;
    const error = new AppError('unavailable', 'the catalogue stopped while it was asked; ask again', {
      cause,
    });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
