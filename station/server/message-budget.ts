/** Eight cameras at 60 Hz and a gamepad at 250 Hz are below it. */
const PER_SECOND = 1000;
const BURST = 2000;

/** How many messages a screen may send: a burst, and then so many a second. A page that runs wild is cut off. */
export class MessageBudget {
  #left = BURST;
  #filledMs: number;

  constructor(nowMs: number) {
    this.#filledMs = nowMs;
  }

  /** @returns whether one more message is within the budget, which it then takes from */
  take(nowMs: number): boolean {
    this.#left = Math.min(BURST, this.#left + ((nowMs - this.#filledMs) / 1000) * PER_SECOND);
    this.#filledMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
