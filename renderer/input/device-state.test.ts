import { describe, expect, it } from 'vitest';
import { inputStateSchema } from '../../core/contract/input.ts';
import {
  type DeviceEvent,
  NOTHING_HELD,
  needsHeartbeat,
  reduceDevices,
  releasedButtons,
  toInputState,
} from './device-state.ts';
import { applyMapping, type DeviceReading, STANDARD_GAMEPAD } from './mapping.ts';

function afterEvents(...events: DeviceEvent[]) {
  return events.reduce(reduceDevices, NOTHING_HELD);
}

function press(code: string, togglesLatch = false): DeviceEvent {
  return { type: 'press', code, togglesLatch };
}

function reading(axes: number[], pressed: number[] = []): DeviceReading {
  const buttons = Array.from({ length: 17 }, (_, i) => (pressed.includes(i) ? 1 : 0));
  return { device: 'gamepad', id: 'pad', axes, buttons };
}

function gamepad(axes: number[], pressed: number[] = []): DeviceEvent {
  const read = reading(axes, pressed);
  const mapped = { reading: read, drive: applyMapping(read, STANDARD_GAMEPAD) };
  return { type: 'reading', device: 'gamepad', mapped };
}

const UNPLUGGED: DeviceEvent = { type: 'reading', device: 'gamepad', mapped: null };

describe('the keyboard', () => {
  it('holds what is pressed until it is let go', () => {
    const state = afterEvents(press('ShiftLeft'), press('KeyW'), press('KeyW'), {
      type: 'release',
      code: 'KeyW',
    });
    expect(toInputState(state)).toEqual({
      device: 'keyboard',
      pressedCodes: ['ShiftLeft'],
      isDeadManLatched: false,
    });
  });

  it('latches the dead-man from tap to tap', () => {
    const tap: DeviceEvent[] = [press('ShiftLeft', true), { type: 'release', code: 'ShiftLeft' }];
    expect(afterEvents(...tap)).toMatchObject({ isDeadManLatched: true, pressedCodes: [] });
    expect(afterEvents(...tap, press('KeyW'))).toMatchObject({ isDeadManLatched: true });
    expect(afterEvents(...tap, ...tap)).toMatchObject({ isDeadManLatched: false });
    expect(afterEvents(...tap, press('KeyW'), { type: 'unlatch' })).toMatchObject({
      isDeadManLatched: false,
      pressedCodes: ['KeyW'],
    });
  });

  it('lets everything go at once, the latch too', () => {
    const state = afterEvents(press('ShiftLeft', true), press('KeyW'), { type: 'release-all' });
    expect(state).toMatchObject({ pressedCodes: [], isDeadManLatched: false });
  });

  it.each<[string, DeviceEvent]>([
    ['a repeated press', press('KeyW')],
    ['a release of what was not held', { type: 'release', code: 'KeyS' }],
    ['a missing gamepad', UNPLUGGED],
  ])('is not changed by %s', (_name, event) => {
    const state = afterEvents(press('KeyW'));
    expect(reduceDevices(state, event)).toBe(state);
  });
});

describe('the gamepad', () => {
  it('takes over when it is used, not when it merely lies there', () => {
    expect(afterEvents(gamepad([0.02, 0])).device).toBe('keyboard');
    expect(afterEvents(gamepad([0.8, 0])).device).toBe('gamepad');
  });

  it('keeps the device when the sticks come back to rest', () => {
    const state = afterEvents(gamepad([0.8, 0]), gamepad([0, 0]));
    expect(state.device).toBe('gamepad');
  });

  it('gives way to the keyboard when a key is pressed or the gamepad is unplugged', () => {
    const used: DeviceEvent = gamepad([0.8, 0]);
    expect(afterEvents(used, press('KeyW')).device).toBe('keyboard');
    expect(toInputState(afterEvents(used, UNPLUGGED)).device).toBe('keyboard');
  });

  it('does not count noise below a hundredth as a change', () => {
    const state = afterEvents(gamepad([0.801, 0]));
    expect(reduceDevices(state, gamepad([0.799, 0]))).toBe(state);
  });

  it('leaves the hands to the gamepad while a pedal or Shift is its dead-man', () => {
    const state = afterEvents(gamepad([0.8, 0]), press('ShiftLeft'));
    expect(toInputState(state)).toMatchObject({ device: 'gamepad', drive: { isDeadManHeld: true } });
    const released = reduceDevices(state, { type: 'release', code: 'ShiftLeft' });
    expect(toInputState(released)).toMatchObject({ device: 'gamepad', drive: { isDeadManHeld: false } });
  });

  it('sends what the contract accepts', () => {
    const state = afterEvents(gamepad([1, -1, 0.333, 0], [5]));
    expect(inputStateSchema.safeParse(toInputState(state)).success).toBe(true);
  });

  it('reports a button when it is let go', () => {
    expect(releasedButtons(reading([], [0, 5]), reading([], [5]))).toEqual([0]);
    expect(releasedButtons(reading([]), reading([], [0]))).toEqual([]);
    expect(releasedButtons(reading([], [0]), null)).toEqual([]);
  });
});

describe('a dead-man that was tapped', () => {
  const tap: DeviceEvent[] = [press('ShiftLeft', true), { type: 'release', code: 'ShiftLeft' }];
  const rest = gamepad([0, 0]);
  const stick = gamepad([0.8, 0]);

  it.each<[string, DeviceEvent[]]>([
    ['before the gamepad is used', [rest, ...tap, stick]],
    ['before the gamepad is used, which rests now', [...tap, stick, rest]],
    ['while the gamepad leads', [stick, rest, ...tap, stick]],
    ['while the gamepad is used', [stick, ...tap, gamepad([0.5, 0])]],
  ])('holds for the gamepad when it was tapped %s', (_name, events) => {
    const state = afterEvents(...events);
    expect(toInputState(state)).toMatchObject({ device: 'gamepad', drive: { isDeadManHeld: true } });
    const tappedAgain = tap.reduce(reduceDevices, state);
    expect(toInputState(tappedAgain)).toMatchObject({ drive: { isDeadManHeld: false } });
  });

  it('holds for the keyboard that is used after it, whatever led before', () => {
    expect(toInputState(afterEvents(stick, rest, ...tap, press('KeyW')))).toEqual({
      device: 'keyboard',
      pressedCodes: ['KeyW'],
      isDeadManLatched: true,
    });
  });

  it.each<[string, 'keyboard' | 'gamepad', DeviceEvent[]]>([
    ['the gamepad from keys', 'gamepad', [...tap, press('KeyW'), stick]],
    ['the gamepad from keys that were down before', 'gamepad', [press('KeyW'), ...tap, stick]],
    ['the keyboard from sticks', 'keyboard', [...tap, stick, press('KeyW')]],
    ['the keyboard from sticks that have not moved since', 'keyboard', [stick, ...tap, press('KeyW')]],
    ['the keyboard from a gamepad that is pulled out', 'keyboard', [...tap, stick, UNPLUGGED]],
    ['the keyboard from a gamepad that is pulled out unused', 'keyboard', [stick, rest, ...tap, UNPLUGGED]],
  ])('ends when the lead goes to %s', (_name, device, events) => {
    expect(afterEvents(...events)).toMatchObject({ device, isDeadManLatched: false, isLatchUsed: false });
  });

  it('is let go by what lets everything go, and is new with the next tap', () => {
    const state = afterEvents(...tap, stick, { type: 'release-all' });
    expect(state).toMatchObject({ isDeadManLatched: false, isLatchUsed: false });
    expect([rest, ...tap, press('KeyW')].reduce(reduceDevices, state).isDeadManLatched).toBe(true);
  });
});

describe('the heartbeat', () => {
  it.each([
    [true, toInputState(afterEvents(press('KeyW')))],
    [true, toInputState(afterEvents(press('ShiftLeft', true), { type: 'release', code: 'ShiftLeft' }))],
    [false, toInputState(NOTHING_HELD)],
    [true, toInputState(afterEvents(gamepad([0], [4])))],
    [false, toInputState(afterEvents(gamepad([1], [0])))],
    [false, { device: 'none' } as const],
  ])('is %s for %j', (expected, input) => {
    expect(needsHeartbeat(input)).toBe(expected);
  });
});
