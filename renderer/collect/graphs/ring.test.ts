import { expect, it } from 'vitest';
import { Ring } from './ring.ts';

it('keeps what is new enough, every column as long as the times', () => {
  const ring = new Ring(2, 100);
  for (let timeMs = 0; timeMs <= 1_000; timeMs += 20) ring.push(timeMs, [timeMs, null]);
  expect(ring.times).toEqual([900, 920, 940, 960, 980, 1_000]);
  expect(ring.series).toEqual([ring.times, Array(6).fill(null)]);
});

it('begins anew where the clock does', () => {
  const ring = new Ring(1, 100);
  ring.push(5_000, [1]);
  ring.push(10, [2]);
  expect([ring.times, ring.series]).toEqual([[10], [[2]]]);
});

it('marks a value that is missing', () => {
  const ring = new Ring(2, 100);
  ring.push(0, [1]);
  expect(ring.series).toEqual([[1], [null]]);
});
