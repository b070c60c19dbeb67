/** Later than this counts as late. */
const LATE_MS = 500;
/** For this long before anything is done. */
const PATIENCE_MS = 1000;
/** What is under way when something was done is still late. */
const EFFECT_MS = 3000;
/** Servers suffer from clients that come and go (RobotWebTools/rosbridge_suite#891). */
const RECONNECT_PERIOD_MS = 20_000;
/** On time for this long, a thinned topic gets its frames back. */
const CALM_MS = 30_000;
const MOST_THINNED = 8;
/** The least delay is that of the last one to two of these: clocks drift apart. */
const WINDOW_MS = 30_000;

/** What to do about a topic: `thin` and `restore` change {@link FrameFlow.keepOneIn}. */
export type FlowAction = 'thin' | 'reconnect' | 'restore' | null;

/**
 * Watches how far a camera's frames fall behind, and says what to do about it. A socket that is read slowly, or
 * not at all, would only move the queue into the server, so the answer to lateness is to ask for less.
 *
 * Lateness is the delay beyond the least that was seen of late: neither a robot's clock that is off nor a camera
 * whose frames are always old can be mended here, a queue can.
 */
export class FrameFlow {
  /** Of how many frames one is asked for. */
  keepOneIn = 1;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #leastBeforeMs = Number.POSITIVE_INFINITY;
  #leastMs = Number.POSITIVE_INFINITY;
  #lateSinceMs: number | null = null;
  #calmSinceMs: number | null = null;
  #waitUntilMs = Number.NEGATIVE_INFINITY;
  #hasJustThinned = false;
  readonly #mostThinned: number;

  /** @param mostThinned 1 where the server cannot be asked for less */
  constructor(mostThinned = MOST_THINNED) {
    this.#mostThinned = mostThinned;
  }

  /** @param stampMs when the frame was taken, on whatever clock; `nowMs` on this process's */
  observe(stampMs: number, nowMs: number): FlowAction {
    const lateMs = this.#lateness(nowMs - stampMs, nowMs);
    if (lateMs <= LATE_MS) {
      this.#lateSinceMs = null;
      this.#calmSinceMs ??= nowMs;
      return this.#restoreWhenCalm(nowMs);
    }
    this.#calmSinceMs = null;
    this.#lateSinceMs ??= nowMs;
    if (nowMs - this.#lateSinceMs < PATIENCE_MS || nowMs < this.#waitUntilMs) return null;
    this.#hasJustThinned = !this.#hasJustThinned && this.keepOneIn < this.#mostThinned;
    this.#waitUntilMs = nowMs + (this.#hasJustThinned ? EFFECT_MS : RECONNECT_PERIOD_MS);
    if (!this.#hasJustThinned) return 'reconnect';
    this.keepOneIn *= 2;
    return 'thin';
  }

  #restoreWhenCalm(nowMs: number): FlowAction {
    if (this.keepOneIn === 1 || nowMs - this.#calmSinceMs! < CALM_MS) return null;
    this.#calmSinceMs = nowMs;
    this.#hasJustThinned = false;
    this.keepOneIn /= 2;
    return 'restore';
  }

  #lateness(delayMs: number, nowMs: number): number {
    if (nowMs - this.#windowStartMs >= WINDOW_MS) {
      this.#windowStartMs = nowMs;
      this.#leastBeforeMs = this.#leastMs;
      this.#leastMs = Number.POSITIVE_INFINITY;
    }
    this.#leastMs = Math.min(this.#leastMs, delayMs);
    return delayMs - Math.min(this.#leastMs, this.#leastBeforeMs);
  }
}
