import type { AnalogueState, InputState } from '../../core/contract/input.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import type { Station } from '../station.ts';

/**
 * Of several screens one drives: the first whose devices are used, until its page is gone or another takes
 * over. The others watch, and any of them may stop the robot.
 */
export class Driver {
  readonly #station: Station;
  #screen: object | null = null;
  /** A device on the robot's own network has the dead-man; the screens wait until it lets go. */
  #isTopicHeld = false;
  /** Screens on which a device is tried out. */
  readonly #trying = new Set<object>();
  /** Its dead-man was held for a trial and is held still. */
  #isTopicLeftHeld = false;

  constructor(station: Station) {
    this.#station = station;
  }

  standing(screen: object): Snapshot['input']['driver'] {
    if (this.#screen === null) return 'nobody';
    return this.#screen === screen ? 'you' : 'other';
  }

  input(screen: object, state: InputState): void {
    if (this.#screen === null) {
      if (state.device === 'none') return;
      this.#screen = screen;
    }
    if (this.#screen !== screen || (this.#isTopicHeld && this.#isDriven())) return;
    this.#isTopicHeld = false;
    this.#station.setInput(state);
  }

  /** What a device says that comes over the bridge: whoever holds the dead-man there drives. */
  topicInput(state: AnalogueState): void {
    if (this.#trying.size > 0 || this.#isTopicLeftHeld) {
      // What was held for a trial must not drive once that is over.
      this.#isTopicLeftHeld = state.drive.isDeadManHeld;
      return;
    }
    if (!state.drive.isDeadManHeld && !this.#isTopicHeld) return;
    this.#isTopicHeld = state.drive.isDeadManHeld;
    this.#station.setInput(state);
  }

  /** While a device is tried out on any screen nothing drives; a page holds its own devices back by itself. */
  tryDevices(screen: object, isTrying: boolean): void {
    if (!isTrying) {
      this.#trying.delete(screen);
      return;
    }
    this.#trying.add(screen);
    if (!this.#isTopicHeld) return;
    this.#isTopicHeld = false;
    this.#isTopicLeftHeld = true;
    this.#station.setInput({ device: 'none' });
  }

  /** The robot is let go of by whoever held it: nobody drives on with another's dead-man. */
  takeOver(screen: object): void {
    if (this.#screen === screen) return;
    this.#screen = screen;
    if (!this.#isTopicHeld) this.#station.setInput({ device: 'none' });
  }

  /** A closed tab holds nothing, and whoever's devices are used next drives. */
  leave(screen: object): void {
    this.#trying.delete(screen);
    if (this.#screen !== screen) return;
    this.#screen = null;
    if (!this.#isTopicHeld) this.#station.setInput({ device: 'none' });
  }

  /** A device that fell silent with the dead-man held drives no longer than the watchdog lets it. */
  #isDriven(): boolean {
    const { loop, clock, link } = this.#station;
    const ageMs = loop.inputAgeMs(clock.nowNs());
    return loop.intent.isDeadManHeld && ageMs !== null && ageMs < link.profile.watchdog.inputMs;
  }
}
