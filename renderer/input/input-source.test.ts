import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { InputState } from '../../core/contract/input.ts';
import { chooseKeys } from '../commands/key-bindings.ts';
import { InputSource } from './input-source.ts';

const RIGHT_SHOULDER = 5;

/** What the browser gives a page: no animation frames here, as when the window is covered. */
const page = { gamepad: null as Gamepad | null, isDrivingAllowed: true, reads: 0 };
let window: EventTarget;
let sent: { state: InputState; atMs: number; reads: number }[];

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(page, { gamepad: null, isDrivingAllowed: true, reads: 0 });
  window = new EventTarget();
  vi.stubGlobal('window', window);
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false, hasFocus: () => true }));
  vi.stubGlobal('navigator', {
    getGamepads: () => {
      page.reads += 1;
      return [page.gamepad];
    },
  });
  sent = [];
});

afterEach(() => {
  chooseKeys('drive.deadMan', null);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function source(): InputSource {
  return new InputSource({
    send: (state) => sent.push({ state, atMs: performance.now(), reads: page.reads }),
    isDrivingAllowed: () => page.isDrivingAllowed,
    isDeadManTapped: () => false,
    readSpaceMouse: () => null,
  });
}

function gamepad(...pressed: number[]): Gamepad {
  const buttons = Array.from({ length: 17 }, (_, i) => ({ value: pressed.includes(i) ? 1 : 0 }));
  return { id: 'pad', mapping: 'standard', axes: [0, 0, 0, 0], buttons } as unknown as Gamepad;
}

function press(code: string): void {
  window.dispatchEvent(Object.assign(new Event('keydown'), { code }));
}

function largestGap(numbers: number[]): number {
  return Math.max(...numbers.slice(1).map((value, i) => value - numbers[i]!));
}

it('reads the gamepad anew for each heartbeat of a held dead-man', () => {
  source();
  page.gamepad = gamepad(RIGHT_SHOULDER);
  vi.advanceTimersByTime(1000);
  expect(sent.length).toBeGreaterThanOrEqual(19);
  expect(largestGap(sent.map(({ atMs }) => atMs))).toBeLessThanOrEqual(50);
  expect(new Set(sent.map(({ reads }) => reads)).size).toBe(sent.length);
});

it.each([
  ['the button is let go', gamepad()],
  ['the gamepad is pulled out', null],
])('says within 10 ms that %s, and then falls silent', (_name, afterwards) => {
  source();
  page.gamepad = gamepad(RIGHT_SHOULDER);
  vi.advanceTimersByTime(500);
  page.gamepad = afterwards;
  const before = sent.length;
  vi.advanceTimersByTime(10);
  expect(sent.length).toBe(before + 1);
  const { state } = sent.at(-1)!;
  if (state.device === 'gamepad') expect(state.drive.isDeadManHeld).toBe(false);
  else expect(state).toEqual({ device: 'keyboard', pressedCodes: [], isDeadManLatched: false });
  vi.advanceTimersByTime(1000);
  expect(sent.length).toBe(before + 1);
});

it('repeats held keys every 50 ms', () => {
  source();
  press('ShiftLeft');
  vi.advanceTimersByTime(500);
  expect(sent.length).toBe(11);
  expect(largestGap(sent.map(({ atMs }) => atMs))).toBe(50);
});

it('holds nothing where driving is not allowed', () => {
  source();
  page.gamepad = gamepad(RIGHT_SHOULDER);
  vi.advanceTimersByTime(100);
  page.isDrivingAllowed = false;
  vi.advanceTimersByTime(1000);
  expect(sent.at(-1)!.state).toEqual({ device: 'none', why: 'elsewhere' });
  expect(sent.filter(({ state }) => state.device === 'none')).toHaveLength(1);
});

it('tells of a button when it is let go, while driving is allowed', () => {
  const heard: string[] = [];
  source().onButton((button) => heard.push(button));
  for (const isDrivingAllowed of [true, false]) {
    page.isDrivingAllowed = isDrivingAllowed;
    for (const pressed of [[0], [], [3], []]) {
      page.gamepad = gamepad(...pressed);
      vi.advanceTimersByTime(20);
    }
  }
  expect(heard).toEqual(['primary', 'policy']);
});

it('lets the operator choose a pedal as the dead-man, beside a key', () => {
  source();
  chooseKeys('drive.deadMan', ['F13', 'ShiftLeft']);
  const held = (): unknown => sent.at(-1)!.state;
  const release = (code: string): void => {
    window.dispatchEvent(Object.assign(new Event('keyup'), { code }));
  };
  press('F13');
  expect(held()).toEqual({ device: 'keyboard', pressedCodes: ['ShiftLeft'], isDeadManLatched: false });
  press('ShiftLeft');
  release('F13');
  expect(held()).toMatchObject({ pressedCodes: ['ShiftLeft'] });
  release('ShiftLeft');
  expect(held()).toMatchObject({ pressedCodes: [] });
});
