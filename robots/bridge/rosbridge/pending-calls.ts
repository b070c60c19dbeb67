import { AppError } from '../../../core/errors.ts';
import type { RosMessage } from '../bridge.ts';
import { inWords } from './incoming.ts';

interface PendingCall {
  service: string;
  resolve(values: RosMessage): void;
  reject(error: AppError): void;
  timer: NodeJS.Timeout;
}

/** Service calls that wait for their answer. Each has a time of its own: servers may never answer. */
export class PendingCalls {
  readonly #calls = new Map<string, PendingCall>();
  #count = 0;

  /**
   * @param send puts the call on the wire under this id
   * @throws AppError `timeout`, `not-allowed` when the service refuses, or what {@link failAll} says
   */
  start(service: string, timeoutMs: number, send: (id: string) => void): Promise<RosMessage> {
    return new Promise((resolve, reject) => {
      this.#count += 1;
      const id = `call:${this.#count}`;
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        reject(new AppError('timeout', `${service} gave no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#calls.set(id, { service, resolve, reject, timer });
      send(id);
    });
  }

  /** False when nobody waits for it, or not any more. */
  answer(id: string, isOk: boolean, values: unknown): boolean {
    const call = this.#take(id);
    if (call === undefined) return false;
    if (isOk) call.resolve(typeof values === 'object' && values !== null ? (values as RosMessage) : {});
    else call.reject(new AppError('not-allowed', `the robot refused ${call.service}: ${inWords(values)}`));
    return true;
  }

  failAll(reason: string): void {
    for (const id of [...this.#calls.keys()]) this.#take(id)?.reject(new AppError('unavailable', reason));
  }

  #take(id: string): PendingCall | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    return call;
  }
}
