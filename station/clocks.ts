import { type Clock, NS_PER_MS } from '../core/time.ts';

/** The computer's monotonic clock. Wall time is read once, so a stepped date cannot bend an episode. */
export class SystemClock implements Clock {
  readonly #wallFromMonotonicNs = BigInt(Date.now()) * NS_PER_MS - process.hrtime.bigint();

  nowNs(): bigint {
    return process.hrtime.bigint();
  }

  wallNs(nowNs: bigint): bigint {
    return nowNs + this.#wallFromMonotonicNs;
  }
}

/** A simulated robot's time, stepped from outside; its first instant is the wall's now. */
export class SteppedClock implements Clock {
  #nowNs: bigint;
  readonly #wallFromSteppedNs: bigint;

  constructor(startNs: bigint) {
    this.#nowNs = startNs;
    this.#wallFromSteppedNs = BigInt(Date.now()) * NS_PER_MS - startNs;
  }

  stepTo(nowNs: bigint): void {
    if (nowNs > this.#nowNs) this.#nowNs = nowNs;
  }

  nowNs(): bigint {
    return this.#nowNs;
  }

  wallNs(nowNs: bigint): bigint {
    return nowNs + this.#wallFromSteppedNs;
  }
}
