import { expect, it } from 'vitest';
import { wilson } from './wilson.ts';

// Newcombe (1998), table I, method 3.
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('gives the published interval of %i of %i', (successes, trials, low, high) => {
  const interval = wilson(successes, trials);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

it('knows nothing without trials', () => {
  expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1 });
});
