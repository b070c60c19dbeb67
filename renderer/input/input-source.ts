import type { InputState } from '../../core/contract/input.ts';
import { driveActionOf } from '../commands/drive-keys.ts';
import {
  type DeviceEvent,
  type GamepadReading,
  NOTHING_HELD,
  needsHeartbeat,
  reduceDevices,
  releasedButtons,
  toInputState,
} from './device-state.ts';

/** Twice within the 100 ms that the contract allows. */
const HEARTBEAT_MS = 50;
/** How often a gamepad is read: finer than the station's control period. */
const READ_PERIOD_MS = 10;

export interface InputSourceOptions {
  send(state: InputState): void;
  /** Whether the screen that is shown lets the operator drive; asked at every event. */
  isDrivingAllowed(): boolean;
  /** Whether the operator chose to tap the dead-man key rather than hold it. */
  isDeadManTapped(): boolean;
}

/**
 * Reads keyboard and gamepad and tells the station what they are doing: at each change, and every 50 ms
 * while something is held. Whenever driving is not allowed nothing counts as held.
 *
 * One timer reads the gamepad and then sends the heartbeat, so that a heartbeat never repeats an old reading.
 * Animation frames would not do: they stop while the window is covered or the display hangs.
 */
export class InputSource {
  readonly #options: InputSourceOptions;
  readonly #buttonListeners = new Set<(button: number) => void>();
  #devices = NOTHING_HELD;
  #sent: InputState = { device: 'none' };
  #sentAtMs = 0;

  constructor(options: InputSourceOptions) {
    this.#options = options;
    window.addEventListener('keydown', (event) => this.#onKeyDown(event), true);
    window.addEventListener('keyup', ({ code }) => this.#apply({ type: 'release', code }), true);
    window.addEventListener('blur', () => this.#publish());
    document.addEventListener('visibilitychange', () => this.#publish());
    setInterval(() => this.#beat(), READ_PERIOD_MS);
  }

  /** Hear of gamepad buttons that are let go while driving is allowed, by their standard index. */
  onButton(listener: (button: number) => void): () => void {
    this.#buttonListeners.add(listener);
    return () => this.#buttonListeners.delete(listener);
  }

  /** A dead-man that was tapped, not held, is let go. */
  unlatch(): void {
    this.#apply({ type: 'unlatch' });
  }

  #onKeyDown(event: KeyboardEvent): void {
    const action = driveActionOf(event.code);
    if (event.repeat || action === null) return;
    // A browser's own shortcut; with Meta held, some systems never report that the other key was let go.
    if (event.ctrlKey || event.altKey || event.metaKey) {
      this.#apply({ type: 'release-all' });
      return;
    }
    const togglesLatch = action === 'deadMan' && this.#options.isDeadManTapped();
    this.#apply({ type: 'press', code: event.code, togglesLatch });
  }

  #apply(event: DeviceEvent): void {
    this.#devices = reduceDevices(this.#devices, event);
    this.#publish();
  }

  #beat(): void {
    const reading = readGamepad();
    const released = releasedButtons(this.#devices.gamepad, reading);
    this.#apply({ type: 'gamepad', reading });
    if (this.#sent.device === 'gamepad') {
      for (const button of released) for (const listener of this.#buttonListeners) listener(button);
    }
    if (needsHeartbeat(this.#sent) && performance.now() - this.#sentAtMs >= HEARTBEAT_MS) {
      this.#send(this.#sent);
    }
  }

  #publish(): void {
    const input = this.#current();
    if (JSON.stringify(input) !== JSON.stringify(this.#sent)) this.#send(input);
  }

  #send(input: InputState): void {
    this.#sent = input;
    this.#sentAtMs = performance.now();
    this.#options.send(input);
  }

  #current(): InputState {
    if (!document.hasFocus() || document.hidden || !this.#options.isDrivingAllowed()) {
      this.#devices = reduceDevices(this.#devices, { type: 'release-all' });
      return { device: 'none' };
    }
    return toInputState(this.#devices);
  }
}

function readGamepad(): GamepadReading | null {
  const gamepad = navigator.getGamepads().find((candidate) => candidate?.mapping === 'standard');
  if (gamepad === null || gamepad === undefined) return null;
  return {
    id: gamepad.id,
    axes: gamepad.axes,
    buttons: gamepad.buttons.map((button) => button.value),
  };
}
