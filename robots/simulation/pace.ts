import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { NS_PER_S, toMs } from '../../core/time.ts';
import { STEP_RATE_HZ } from './world.ts';

export type Pace = 'real-time' | 'fast' | 'lockstep';

/** Virtual time begins here, whenever the run is made: 2024-01-01T00:00:00Z. */
const VIRTUAL_EPOCH_NS = 1_704_067_200n * NS_PER_S;
/** A run that is later than this gives the lost time up instead of racing after it. */
const MAX_LAG_NS = 200_000_000n;
/** Long runs let sockets breathe after this many steps. */
const STEPS_PER_YIELD = 30;
/** Running free, commands are looked for at 50 Hz of simulated time: each look costs. */
const STEPS_PER_COMMAND = STEP_RATE_HZ / 50;

export interface Stepped {
  /** Moves the world to `timeNs`, one step after the last. */
  step(timeNs: bigint): void;
  /** When the next delayed message is due, and what delivers it. */
  nextDeliveryNs(): bigint | null;
  deliver(timeNs: bigint): void;
}

/** Decides when steps happen and which time they have. */
export class Stepper {
  readonly #pace: Pace;
  readonly #target: Stepped;
  #startNs: bigint;
  #steps = 0;
  /** Where lockstep clients have asked the time to be; the last whole step may lie before. */
  #goalNs = VIRTUAL_EPOCH_NS;
  #advancing: Promise<void> = Promise.resolve();
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(pace: Pace, target: Stepped) {
    this.#pace = pace;
    this.#target = target;
    this.#startNs = pace === 'real-time' ? wallNs() : VIRTUAL_EPOCH_NS;
  }

  /** Time on the robot's clock: the wall's, or that of the last virtual step. */
  nowNs(): bigint {
    return this.#pace === 'real-time' ? wallNs() : this.#timeOf(this.#steps);
  }

  start(): void {
    if (this.#pace === 'real-time') this.#followWall();
    else if (this.#pace === 'fast') void this.#runFree();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Lockstep: runs all steps of the span; calls are served one after the other. */
  advance(spanNs: bigint): Promise<void> {
    this.#advancing = this.#advancing.then(() => this.#runSpan(spanNs));
    return this.#advancing;
  }

  async #runSpan(spanNs: bigint): Promise<void> {
    this.#goalNs += spanNs;
    for (let steps = 1; this.#timeOf(this.#steps + 1) <= this.#goalNs && !this.#isStopped; steps++) {
      this.#stepOnce();
      if (steps % STEPS_PER_YIELD === 0) await yieldToEvents();
    }
  }

  async #runFree(): Promise<void> {
    for (let steps = 1; !this.#isStopped; steps++) {
      this.#stepOnce();
      if (steps % STEPS_PER_COMMAND === 0) await yieldToEvents();
    }
  }

  readonly #followWall = (): void => {
    if (this.#isStopped) return;
    const nowNs = wallNs();
    const lagNs = nowNs - this.#timeOf(this.#steps + 1);
    if (lagNs > MAX_LAG_NS) this.#startNs += lagNs;
    // Only up to where the wall was: on a machine too busy for real time the sockets must still be served.
    while (this.#timeOf(this.#steps + 1) <= nowNs) this.#stepOnce();
    this.#target.deliver(wallNs());
    const stepInMs = toMs(this.#timeOf(this.#steps + 1) - wallNs());
    const deliveryNs = this.#target.nextDeliveryNs();
    const deliveryInMs = deliveryNs === null ? stepInMs : toMs(deliveryNs - wallNs());
    this.#timer = setTimeout(this.#followWall, Math.max(0, Math.min(stepInMs, deliveryInMs)));
  };

  #stepOnce(): void {
    this.#steps++;
    this.#target.step(this.#timeOf(this.#steps));
  }

  #timeOf(step: number): bigint {
    return this.#startNs + (BigInt(step) * NS_PER_S) / BigInt(STEP_RATE_HZ);
  }
}

/** Unix time with the resolution and the steadiness of the monotonic clock. */
function wallNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
}
