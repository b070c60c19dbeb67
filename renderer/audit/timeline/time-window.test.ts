import { expect, it } from 'vitest';
import { placeOf, TimeWindow, ticksOf } from './time-window.ts';

function windowOf(wholeMs: number): TimeWindow {
  const window = new TimeWindow();
  window.showAll(wholeMs);
  return window;
}

it('comes closer around a time, which stays in its place', () => {
  const window = windowOf(10_000);
  window.zoom(2_500, 0.5);
  expect(window.store.getState()).toEqual({ startMs: 1_250, endMs: 6_250 });
  expect(window.isWhole).toBe(false);
});

it('never leaves the episode, never comes closer than 200 ms, never shows more than all', () => {
  const window = windowOf(10_000);
  window.zoom(9_990, 0.5);
  window.pan(9_000);
  expect(window.store.getState()).toEqual({ startMs: 5_000, endMs: 10_000 });
  for (let i = 0; i < 20; i += 1) window.zoom(10_000, 0.5);
  expect(window.store.getState()).toEqual({ startMs: 9_800, endMs: 10_000 });
  for (let i = 0; i < 20; i += 1) window.zoom(9_900, 2);
  expect(window.store.getState()).toEqual({ startMs: 0, endMs: 10_000 });
  expect(window.isWhole).toBe(true);
});

it('turns the page after the playhead', () => {
  const window = windowOf(10_000);
  window.zoom(0, 0.1);
  window.follow(500);
  expect(window.store.getState().startMs).toBe(0);
  window.follow(5_000);
  expect(window.store.getState()).toEqual({ startMs: 4_900, endMs: 5_900 });
});

it('places stretches, cut to what is shown', () => {
  const shown = { startMs: 1_000, endMs: 3_000 };
  expect(placeOf(0, 2_000, shown)).toEqual({ left: '0%', width: '50%' });
  expect(placeOf(2_000, 9_000, shown)).toEqual({ left: '50%', width: '50%' });
  expect(placeOf(4_000, 5_000, shown)).toBeNull();
  expect(placeOf(0, 500, shown)).toBeNull();
});

it('writes round times that do not touch', () => {
  expect(ticksOf({ startMs: 0, endMs: 16_700 }, 800)).toEqual([
    0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000, 16_000,
  ]);
  expect(ticksOf({ startMs: 130, endMs: 330 }, 400)).toEqual([150, 200, 250, 300]);
});
