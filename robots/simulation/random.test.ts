import { expect, it } from 'vitest';
import { Random } from './random.ts';

const COUNT = 20_000;

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

it('gives the same numbers for the same seed and stream, others for others', () => {
  const first = draw(new Random(7), 5);
  expect(draw(new Random(7), 5)).toEqual(first);
  expect(draw(new Random(8), 5)).not.toEqual(first);
  expect(draw(new Random(7, 1), 5)).not.toEqual(first);
  expect(draw(new Random(7 + 2 ** 32), 5)).not.toEqual(first);
});

it('is uniform', () => {
  const random = new Random(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < COUNT; i++) counts[random.integer(10)]!++;
  // Six standard deviations of a binomial count.
  const tolerance = 6 * Math.sqrt(COUNT * 0.1 * 0.9);
  for (const count of counts) expect(Math.abs(count - COUNT / 10)).toBeLessThan(tolerance);
});

it('is normal with the mean and deviation that were asked for', () => {
  const random = new Random(2);
  const values = Array.from({ length: COUNT }, () => random.normal(40, 8.2));
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT);
  expect(mean).toBeCloseTo(40, 0);
  expect(std).toBeCloseTo(8.2, 0);
});
