import { expect, it } from 'vitest';
import { ExportRate } from './export-rate.ts';

it('is that of the last seconds, and unknown in the first two', () => {
  const rate = new ExportRate();
  expect(rate.perSecond).toBeNull();
  // Nothing happens yet: the encoders start.
  rate.add(-5000, 100);
  rate.add(0, 100);
  rate.add(500, 150);
  expect(rate.perSecond).toBeNull();
  rate.add(2000, 300);
  expect(rate.perSecond).toBe(100);
  for (let atMs = 3000; atMs <= 30_000; atMs += 1000) rate.add(atMs, 300 + (atMs - 2000) / 100);
  expect(rate.perSecond).toBeCloseTo(10, 0);
});
