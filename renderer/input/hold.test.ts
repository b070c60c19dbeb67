import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Hold } from './hold.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('acts once, after 0.8 s', () => {
  const act = vi.fn();
  const hold = new Hold();
  hold.begin(act);
  vi.advanceTimersByTime(799);
  expect(act).not.toHaveBeenCalled();
  expect(hold.store.getState().isHeld).toBe(true);
  vi.advanceTimersByTime(5000);
  expect(act).toHaveBeenCalledOnce();
  expect(hold.store.getState().isHeld).toBe(false);
});

it('does nothing when let go before, and counts from the start the next time', () => {
  const act = vi.fn();
  const hold = new Hold();
  for (let i = 0; i < 3; i += 1) {
    hold.begin(act);
    vi.advanceTimersByTime(700);
    hold.letGo();
    expect(hold.store.getState().isHeld).toBe(false);
  }
  vi.advanceTimersByTime(5000);
  expect(act).not.toHaveBeenCalled();
});

it('counts from the first of two, key and pointer', () => {
  const acts = [vi.fn(), vi.fn()];
  const hold = new Hold();
  hold.begin(acts[0]!);
  vi.advanceTimersByTime(500);
  hold.begin(acts[1]!);
  vi.advanceTimersByTime(300);
  expect(acts.map((act) => act.mock.calls.length)).toEqual([1, 0]);
});
