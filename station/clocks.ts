import { type Clock, NS_PER_MS } from '../core/time.ts';

/** The computer's monotonic clock. */
export class SystemClock implements Clock {
  #wallFromMonotonicNs = wallFromMonotonicNs();

  nowNs(): bigint {
    return process.hrtime.bigint();
  }

  wallNs(nowNs: bigint): bigint {
    return nowNs + this.#wallFromMonotonicNs;
  }

  syncWall(): void {
    this.#wallFromMonotonicNs = wallFromMonotonicNs();
  }
}

/**
 * A simulated robot's time, stepped from outside. Its first instant is taken for the wall's now, whatever
 * epoch the simulator counts from.
 */
export class SteppedClock implements Clock {
  #nowNs = 0n;
  #wallFromSteppedNs: bigint | null = null;

  stepTo(nowNs: bigint): void {
    this.#wallFromSteppedNs ??= BigInt(Date.now()) * NS_PER_MS - nowNs;
    if (nowNs > this.#nowNs) this.#nowNs = nowNs;
  }

  nowNs(): bigint {
    return this.#nowNs;
  }

  wallNs(nowNs: bigint): bigint {
    return nowNs + (this.#wallFromSteppedNs ?? 0n);
  }

  /** Simulated time does not follow the wall's. */
  syncWall(): void {}
}

function wallFromMonotonicNs(): bigint {
  return BigInt(Date.now()) * NS_PER_MS - process.hrtime.bigint();
}
