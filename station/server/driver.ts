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
    const isTaken =
      this.#screen !== null && this.#screen !== screen && this.#station.loop.intent.isDeadManHeld;
    if (isTaken) return;
    this.#screen = screen;
    this.#station.setInput(state);
  }

  /** A closed tab holds nothing. */
  leave(screen: object): void {
    if (this.#screen !== screen) return;
    this.#screen = null;
    this.#station.setInput({ device: 'none' });
  }
}
