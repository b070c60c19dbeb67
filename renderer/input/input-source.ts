import type { InputState } from '../../core/contract/input.ts';
import { driveKeyOf } from '../commands/drive-keys.ts';
import { mappingOf } from './device-mappings.ts';
import {
  type DeviceEvent,
  type MappedReading,
  NOTHING_HELD,
  needsHeartbeat,
  reduceDevices,
  releasedButtons,
  toInputState,
} from './device-state.ts';
import { readGamepads } from './gamepads.ts';
import { applyMapping, type DeviceReading } from './mapping.ts';

/** Twice within the 100 ms that the contract allows. */
const HEARTBEAT_MS = 50;
/** How often a gamepad is read: finer than the station's control period. */
const READ_PERIOD_MS = 10;

export type ScreenButton = 'primary' | 'secondary' | 'policy';

interface ReadDevice {
  device: DeviceReading['device'];
  /** Null: it is not there. */
  reading: DeviceReading | null;
  /** The browser knows which stick is which. */
  isStandard: boolean;
}

export interface InputSourceOptions {
  send(state: InputState): void;
  /** Whether the screen that is shown lets the operator drive; asked at every event. */
  isDrivingAllowed(): boolean;
  /** Whether the operator chose to tap the dead-man key rather than hold it. */
  isDeadManTapped(): boolean;
  /** What a SpaceMouse says now; null while none is open. */
  readSpaceMouse(): DeviceReading | null;
}

/**
 * Reads the operator's devices and tells the station what they are doing: at each change, and every 50 ms
 * while something is held. Whenever driving is not allowed nothing counts as held.
 *
 * One timer reads the devices and then sends the heartbeat, so that a heartbeat never repeats an old reading.
 * Animation frames would not do: they stop while the window is covered or the display hangs.
 */
export class InputSource {
  readonly #options: InputSourceOptions;
  readonly #buttonListeners = new Set<(button: ScreenButton) => void>();
  /** Keys that are down, and the key by which the station knows each. */
  readonly #heldKeys = new Map<string, string>();
  #touch: DeviceReading | null = null;
  #devices = NOTHING_HELD;
  #sent: InputState = { device: 'none' };
  #sentAtMs = 0;

  constructor(options: InputSourceOptions) {
    this.#options = options;
    window.addEventListener('keydown', (event) => this.#onKeyDown(event), true);
    window.addEventListener('keyup', ({ code }) => this.#onKeyUp(code), true);
    window.addEventListener('blur', () => this.#publish());
    document.addEventListener('visibilitychange', () => this.#publish());
    setInterval(() => this.#beat(), READ_PERIOD_MS);
  }

  /** Hear of a device's buttons for the screen when they are let go, while driving is allowed. */
  onButton(listener: (button: ScreenButton) => void): () => void {
    this.#buttonListeners.add(listener);
    return () => this.#buttonListeners.delete(listener);
  }

  /** A dead-man that was tapped, not held, is let go. */
  unlatch(): void {
    this.#apply({ type: 'unlatch' });
  }

  /** Sticks on the screen; null when they are not shown, or let go. */
  setTouch(reading: DeviceReading | null): void {
    this.#touch = reading;
    this.#read([{ device: 'touch', reading, isStandard: true }]);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const key = driveKeyOf(event.code);
    if (event.repeat || key === null) return;
    // A browser's own shortcut; with Meta held, some systems never report that the other key was let go.
    if (event.ctrlKey || event.altKey || event.metaKey) {
      this.#apply({ type: 'release-all' });
      return;
    }
    this.#heldKeys.set(event.code, key.code);
    const togglesLatch = key.action === 'deadMan' && this.#options.isDeadManTapped();
    this.#apply({ type: 'press', code: key.code, togglesLatch });
  }

  #onKeyUp(physical: string): void {
    const code = this.#heldKeys.get(physical);
    if (code === undefined) return;
    this.#heldKeys.delete(physical);
    // A pedal and a key may stand for the same; it is let go with the last of them.
    if ([...this.#heldKeys.values()].includes(code)) return;
    this.#apply({ type: 'release', code });
  }

  #apply(event: DeviceEvent): void {
    if (event.type === 'release-all') this.#heldKeys.clear();
    this.#devices = reduceDevices(this.#devices, event);
    this.#publish();
  }

  #beat(): void {
    const gamepads = readGamepads();
    const gamepad = gamepads.find(({ reading, isStandard }) => mappingOf(reading, isStandard) !== null);
    const spaceMouse = this.#options.readSpaceMouse();
    this.#read([
      { device: 'gamepad', reading: gamepad?.reading ?? null, isStandard: gamepad?.isStandard ?? false },
      { device: 'spacemouse', reading: spaceMouse, isStandard: true },
      { device: 'touch', reading: this.#touch, isStandard: true },
    ]);
    if (needsHeartbeat(this.#sent) && performance.now() - this.#sentAtMs >= HEARTBEAT_MS) {
      this.#send(this.#sent);
    }
  }

  /** Published once for all of them: this happens a hundred times a second. */
  #read(devices: readonly ReadDevice[]): void {
    const released = devices.map((read) => this.#take(read));
    this.#publish();
    for (const [i, { device, reading, isStandard }] of devices.entries()) {
      if (reading === null || this.#sent.device !== device || released[i]!.length === 0) continue;
      const mapping = mappingOf(reading, isStandard);
      for (const button of released[i]!) {
        if (button === mapping?.primaryButton) this.#tell('primary');
        if (button === mapping?.secondaryButton) this.#tell('secondary');
        if (button === mapping?.policyButton) this.#tell('policy');
      }
    }
  }

  /** @returns the buttons that were let go */
  #take({ device, reading, isStandard }: ReadDevice): number[] {
    const before = this.#devices.readings[device]?.reading;
    const mapped = reading === null ? null : mapReading(reading, isStandard);
    this.#devices = reduceDevices(this.#devices, { type: 'reading', device, mapped });
    return releasedButtons(before, reading);
  }

  #tell(button: ScreenButton): void {
    for (const listener of this.#buttonListeners) listener(button);
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
    const why = document.hidden
      ? 'hidden'
      : !document.hasFocus()
        ? 'unfocused'
        : this.#options.isDrivingAllowed()
          ? null
          : 'elsewhere';
    if (why === null) return toInputState(this.#devices);
    this.#heldKeys.clear();
    this.#devices = reduceDevices(this.#devices, { type: 'release-all' });
    return { device: 'none', why };
  }
}

function mapReading(reading: DeviceReading, isStandard: boolean): MappedReading | null {
  const mapping = mappingOf(reading, isStandard);
  return mapping === null ? null : { reading, drive: applyMapping(reading, mapping) };
}
