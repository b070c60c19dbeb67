import type { Drive, InputState } from '../../core/contract/input.ts';
import { COMMANDS } from '../commands/commands.ts';
import { type DeviceReading, isDown } from './mapping.ts';

/** A device as it was read, and what that means. */
export interface MappedReading {
  reading: DeviceReading;
  drive: Drive;
}

type Analogue = DeviceReading['device'];

/** What the operator's devices are doing; which of them counts is the one that was used last. */
export interface DeviceState {
  device: 'keyboard' | Analogue;
  pressedCodes: readonly string[];
  /** A tap on the dead-man key holds it until the next tap. */
  isDeadManLatched: boolean;
  /** The device that leads was used under this latch, so the latch does not pass to another. */
  isLatchUsed: boolean;
  readings: Readonly<Partial<Record<Analogue, MappedReading>>>;
}

export type DeviceEvent =
  /** `togglesLatch`: this is the dead-man key, and the operator chose to tap it rather than hold it. */
  | { type: 'press'; code: string; togglesLatch: boolean }
  | { type: 'release'; code: string }
  | { type: 'release-all' }
  | { type: 'unlatch' }
  /** Null: it is not there any more. */
  | { type: 'reading'; device: Analogue; mapped: MappedReading | null };

export const NOTHING_HELD: DeviceState = {
  device: 'keyboard',
  pressedCodes: [],
  isDeadManLatched: false,
  isLatchUsed: false,
  readings: {},
};

/** Sticks at rest wander less than this. */
const IN_USE_ABOVE = 0.15;

/** The state after the event; the same object when nothing has changed. */
export function reduceDevices(state: DeviceState, event: DeviceEvent): DeviceState {
  switch (event.type) {
    case 'press':
      if (state.pressedCodes.includes(event.code)) return state;
      return pressed({ ...state, pressedCodes: [...state.pressedCodes, event.code] }, event);
    case 'release':
      if (!state.pressedCodes.includes(event.code)) return state;
      return { ...state, pressedCodes: state.pressedCodes.filter((code) => code !== event.code) };
    case 'release-all':
      if (state.pressedCodes.length === 0 && !state.isDeadManLatched) return state;
      return { ...unlatched(state), pressedCodes: [] };
    case 'unlatch':
      return state.isDeadManLatched ? unlatched(state) : state;
    case 'reading':
      return event.mapped === null ? withoutDevice(state, event.device) : withReading(state, event.mapped);
  }
}

function pressed(state: DeviceState, { code, togglesLatch }: DeviceEvent & { type: 'press' }): DeviceState {
  if (!togglesLatch) return isForAnyDevice(code) ? state : ledBy(state, 'keyboard');
  if (state.isDeadManLatched) return unlatched(state);
  return { ...state, isDeadManLatched: true, isLatchUsed: isLeaderInUse(state) };
}

function unlatched(state: DeviceState): DeviceState {
  return { ...state, isDeadManLatched: false, isLatchUsed: false };
}

/** This device is used. A latch is for the first device that is used under it, and ends with the next one. */
function ledBy(state: DeviceState, device: DeviceState['device']): DeviceState {
  if (state.device !== device && state.isLatchUsed) return { ...unlatched(state), device };
  return { ...state, device, isLatchUsed: state.isDeadManLatched };
}

function isLeaderInUse({ device, pressedCodes, readings }: DeviceState): boolean {
  if (device === 'keyboard') return pressedCodes.some((code) => !isForAnyDevice(code));
  const mapped = readings[device];
  return mapped !== undefined && isInUse(mapped);
}

function withoutDevice(state: DeviceState, device: Analogue): DeviceState {
  if (state.readings[device] === undefined) return state;
  const { [device]: _gone, ...readings } = state.readings;
  return state.device === device
    ? { ...unlatched(state), readings, device: 'keyboard' }
    : { ...state, readings };
}

function withReading(state: DeviceState, mapped: MappedReading): DeviceState {
  const { reading, drive } = mapped;
  const rounded: MappedReading = {
    reading: { ...reading, axes: reading.axes.map(round), buttons: reading.buttons.map(round) },
    drive: { ...drive, axes: mapValues(drive.axes, round) },
  };
  if (isEqual(rounded, state.readings[reading.device])) return state;
  const readings = { ...state.readings, [reading.device]: rounded };
  const read = { ...state, readings };
  return isInUse(rounded) ? ledBy(read, reading.device) : read;
}

/** By what the device means: a trigger that rests at −1 must not count as used. */
function isInUse({ reading, drive }: MappedReading): boolean {
  return (
    Object.values(drive.axes).some((value) => Math.abs(value) > IN_USE_ABOVE) ||
    reading.buttons.some((_, button) => isDown(reading, button))
  );
}

/** The state as the station is told it. */
export function toInputState(state: DeviceState): InputState {
  const { pressedCodes, isDeadManLatched } = state;
  const mapped = state.device === 'keyboard' ? undefined : state.readings[state.device];
  if (mapped === undefined) {
    return { device: 'keyboard', pressedCodes: [...pressedCodes], isDeadManLatched };
  }
  const { reading, drive } = mapped;
  const isKeyHeld = (codes: readonly string[]): boolean => codes.some((code) => pressedCodes.includes(code));
  return {
    device: reading.device,
    id: reading.id,
    axes: reading.axes.map((value) => Math.max(-2, Math.min(2, value))),
    buttons: [...reading.buttons],
    drive: {
      axes: drive.axes,
      // A pedal, which is a keyboard, is the dead-man of whatever the hands hold.
      isDeadManHeld: drive.isDeadManHeld || isDeadManLatched || isKeyHeld(COMMANDS.drive.deadMan.keys),
      isGripperPressed: drive.isGripperPressed || isKeyHeld(COMMANDS.drive.gripper.keys),
    },
  };
}

/** Whether the station must hear the state again and again, to know that the operator is still there. */
export function needsHeartbeat(input: InputState): boolean {
  if (input.device === 'none') return false;
  if (input.device === 'keyboard') return input.isDeadManLatched || input.pressedCodes.length > 0;
  return input.drive.isDeadManHeld;
}

/** The buttons that were down before and are up now. */
export function releasedButtons(before: DeviceReading | undefined, now: DeviceReading | null): number[] {
  if (before === undefined || now === null || before.id !== now.id) return [];
  return before.buttons.flatMap((_, i) => (isDown(before, i) && !isDown(now, i) ? [i] : []));
}

function isForAnyDevice(code: string): boolean {
  const { deadMan, gripper } = COMMANDS.drive;
  return [...deadMan.keys, ...gripper.keys].some((key) => key === code);
}

function isEqual(a: MappedReading, b: MappedReading | undefined): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

function mapValues<K extends string>(
  record: Partial<Record<K, number>>,
  change: (value: number) => number,
): Partial<Record<K, number>> {
  const entries = Object.entries(record) as [K, number][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Partial<
    Record<K, number>
  >;
}

function round(value: number): number {
  // Not −0, which is another text.
  return Math.round(value * 100) / 100 + 0;
}
