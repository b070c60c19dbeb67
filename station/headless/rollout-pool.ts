import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { endThread } from '../policy/end-thread.ts';
import type { RolloutJob, RolloutReply, RolloutResult, RolloutWorkerData } from './rollout-job.ts';

/** Makes episodes in as many threads as there are cores, each with a robot of its own. */
export class RolloutPool {
  readonly #workers: Worker[];

  constructor(workerData: RolloutWorkerData, count = availableParallelism()) {
    const url = new URL('./rollout.worker.ts', import.meta.url);
    this.#workers = Array.from({ length: count }, () => new Worker(url, { workerData }));
  }

  get size(): number {
    return this.#workers.length;
  }

  /**
   * Take jobs one after the other and give their results in the order of the jobs, whichever thread was first;
   * no new job begins after `onResult` says that it is enough, and later results are not told.
   *
   * @throws AppError of the first job that failed
   */
  async run(jobs: Iterable<RolloutJob>, onResult: (result: RolloutResult) => boolean): Promise<void> {
    const source = jobs[Symbol.iterator]();
    const done = new Map<number, RolloutResult>();
    let begun = 0;
    let told = 0;
    let isEnough = false;
    const work = async (worker: Worker): Promise<void> => {
      while (!isEnough) {
        const next = source.next();
        if (next.done) return;
        const index = begun++;
        done.set(index, await ask(worker, next.value));
        for (let result = done.get(told); result !== undefined && !isEnough; result = done.get(told)) {
          done.delete(told++);
          isEnough = onResult(result);
        }
      }
    };
    await Promise.all(this.#workers.map(work));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(endThread));
  }
}

function ask(worker: Worker, job: RolloutJob): Promise<RolloutResult> {
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      worker.off('message', answer).off('error', fail).off('exit', end);
    };
    const answer = (reply: RolloutReply): void => {
      forget();
      if ('result' in reply) resolve(reply.result);
      else reject(new AppError(reply.error.code as ErrorCode, reply.error.message));
    };
    const fail = (error: Error): void => {
      forget();
      reject(error);
    };
    const end = (code: number): void =>
      fail(new AppError('internal', `a rollout's thread ended with ${code}`));
    worker.on('message', answer).on('error', fail).on('exit', end);
    worker.postMessage(job);
  });
}
