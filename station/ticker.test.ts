import { expect, it, vi } from 'vitest';
import { startTicker } from './ticker.ts';

it('keeps its rate without drift', async () => {
  const times: number[] = [];
  const stop = startTicker(100, () => times.push(performance.now()));
  await new Promise((resolve) => setTimeout(resolve, 505));
  stop();
  // Drift would lose several ticks; a busy machine may delay some and lose one or two.
  expect(times.length).toBeGreaterThanOrEqual(45);
  expect(times.length).toBeLessThanOrEqual(51);
});

it('leaves out what it missed', () => {
  vi.useFakeTimers();
  const onTick = vi.fn();
  const now = vi.spyOn(performance, 'now');
  let nowMs = 0;
  now.mockImplementation(() => nowMs);
  const stop = startTicker(100, onTick);
  nowMs = 95;
  vi.advanceTimersByTime(10);
  expect(onTick).toHaveBeenCalledTimes(1);
  nowMs = 100;
  vi.advanceTimersByTime(5);
  expect(onTick).toHaveBeenCalledTimes(2);
  stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('stops, also from within a tick', async () => {
  let ticks = 0;
  const stop = startTicker(200, () => {
    ticks += 1;
    if (ticks === 3) stop();
  });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(ticks).toBe(3);
});
