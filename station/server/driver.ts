import type { InputState } from '../../core/contract/input.ts';
import type { Station } from '../station.ts';

/**
 * Of several screens only one drives: whoever holds the dead-man, until it is let go. The others may watch,
 * and any of them may stop the robot.
 */
export class Driver {
  readonly #station: Station;
  #screen: object | null = null;

  constructor(station: Station) {
    this.#station = station;
  }

  input(screen: object, state: InputState): void {
    const isOther = this.#screen !== null && this.#screen !== screen;
    if (isOther && this.#isDriven()) return;
    this.#screen = screen;
    this.#station.setInput(state);
  }

  /** A screen that froze with the dead-man held drives no longer than the watchdog lets it. */
  #isDriven(): boolean {
    const { loop, clock, link } = this.#station;
    const ageMs = loop.inputAgeMs(clock.nowNs());
    return loop.intent.isDeadManHeld && ageMs !== null && ageMs < link.profile.watchdog.inputMs;
  }

  /** A closed tab holds nothing. */
  leave(screen: object): void {
    if (this.#screen !== screen) return;
    this.#screen = null;
    this.#station.setInput({ device: 'none' });
  }
}
