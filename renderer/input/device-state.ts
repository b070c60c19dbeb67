import { GAMEPAD_DEAD_MAN_BUTTONS, type InputState } from '../../core/contract/input.ts';

/** A gamepad as the Gamepad API reads it, in the standard mapping. */
export interface GamepadReading {
  id: string;
  axes: readonly number[];
  buttons: readonly number[];
}

/** What the operator's devices are doing; which of them counts is the one that was used last. */
export interface DeviceState {
  device: 'keyboard' | 'gamepad';
  pressedCodes: readonly string[];
  /** A tap on the dead-man key holds it until the next tap. */
  isDeadManLatched: boolean;
  gamepad: GamepadReading | null;
}

export type DeviceEvent =
  /** `togglesLatch`: this is the dead-man key, and the operator chose to tap it rather than hold it. */
  | { type: 'press'; code: string; togglesLatch: boolean }
  | { type: 'release'; code: string }
  | { type: 'release-all' }
  | { type: 'unlatch' }
  | { type: 'gamepad'; reading: GamepadReading | null };

export const NOTHING_HELD: DeviceState = {
  device: 'keyboard',
  pressedCodes: [],
  isDeadManLatched: false,
  gamepad: null,
};

/** Sticks at rest wander less than this. */
const IN_USE_ABOVE = 0.25;

/** The state after the event; the same object when nothing has changed. */
export function reduceDevices(state: DeviceState, event: DeviceEvent): DeviceState {
  switch (event.type) {
    case 'press':
      if (state.pressedCodes.includes(event.code)) return state;
      return {
        ...state,
        device: 'keyboard',
        pressedCodes: [...state.pressedCodes, event.code],
        isDeadManLatched: event.togglesLatch ? !state.isDeadManLatched : state.isDeadManLatched,
      };
    case 'release':
      if (!state.pressedCodes.includes(event.code)) return state;
      return { ...state, pressedCodes: state.pressedCodes.filter((code) => code !== event.code) };
    case 'release-all':
      if (state.pressedCodes.length === 0 && !state.isDeadManLatched) return state;
      return { ...state, pressedCodes: [], isDeadManLatched: false };
    case 'unlatch':
      return state.isDeadManLatched ? { ...state, isDeadManLatched: false } : state;
    case 'gamepad':
      return reduceGamepad(state, event.reading);
  }
}

function reduceGamepad(state: DeviceState, reading: GamepadReading | null): DeviceState {
  if (reading === null) {
    return state.gamepad === null ? state : { ...state, device: 'keyboard', gamepad: null };
  }
  const rounded = { id: reading.id, axes: reading.axes.map(round), buttons: reading.buttons.map(round) };
  if (isEqual(rounded, state.gamepad)) return state;
  const isInUse = [...rounded.axes, ...rounded.buttons].some((value) => Math.abs(value) > IN_USE_ABOVE);
  if (!isInUse) return { ...state, gamepad: rounded };
  return { ...state, gamepad: rounded, device: 'gamepad', isDeadManLatched: false };
}

/** The state as the station is told it. */
export function toInputState(state: DeviceState): InputState {
  if (state.device === 'gamepad' && state.gamepad !== null) {
    const { id, axes, buttons } = state.gamepad;
    return { device: 'gamepad', id, axes: [...axes], buttons: [...buttons] };
  }
  const { pressedCodes, isDeadManLatched } = state;
  return { device: 'keyboard', pressedCodes: [...pressedCodes], isDeadManLatched };
}

/** Whether the station must hear the state again and again, to know that the operator is still there. */
export function needsHeartbeat(input: InputState): boolean {
  switch (input.device) {
    case 'keyboard':
      return input.isDeadManLatched || input.pressedCodes.length > 0;
    case 'gamepad':
      return GAMEPAD_DEAD_MAN_BUTTONS.some((button) => (input.buttons[button] ?? 0) > 0);
    case 'none':
      return false;
  }
}

/** The buttons that were down before and are up now. */
export function releasedButtons(before: GamepadReading | null, now: GamepadReading | null): number[] {
  if (before === null || now === null || before.id !== now.id) return [];
  return before.buttons.flatMap((value, i) => (value > 0.5 && (now.buttons[i] ?? 0) <= 0.5 ? [i] : []));
}

function isEqual(a: GamepadReading, b: GamepadReading | null): boolean {
  return b !== null && a.id === b.id && sameNumbers(a.axes, b.axes) && sameNumbers(a.buttons, b.buttons);
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
