import { expect, it } from 'vitest';
import { welch } from './welch.ts';

it('is the interval of a difference of means whose spreads differ', () => {
  // By numpy: 3.8 degrees of freedom, taken as 3.
  const { low, high } = welch([0.91, 0.855, 0.765], [0.7, 0.585, 0.655])!;
  expect((low + high) / 2).toBeCloseTo(0.19667, 4);
  expect((high - low) / 2).toBeCloseTo(0.17152, 3);
});

it('has no interval of one value', () => {
  expect(welch([0.9], [0.7, 0.6, 0.5])).toBeNull();
  expect(welch([0.9, 0.9], [0.5, 0.5])).toEqual({ low: 0.4, high: 0.4 });
});
