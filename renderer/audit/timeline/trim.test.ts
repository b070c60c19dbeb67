import { expect, it } from 'vitest';
import { rowsIn, trimIn, trimOut, wholeTrim } from './trim.ts';

/** Stamps that are no whole milliseconds, as real ones are. */
const TIMES_MS = [0, 33.333334, 66.666667, 100.5, 133.1];

it('sets in and out to the stamps of rows, and the row at the out is still used', () => {
  const from = trimIn(TIMES_MS, null, 1)!;
  expect(from).toEqual({ startNs: 33_333_334, endNs: 133_100_001 });
  const both = trimOut(TIMES_MS, from, 2)!;
  expect(both).toEqual({ startNs: 33_333_334, endNs: 100_500_000 });
  expect(rowsIn(TIMES_MS, both)).toEqual({ first: 1, last: 2 });
});

it('uses the last row, too, when out is set there', () => {
  expect(trimOut(TIMES_MS, null, 4)).toEqual(wholeTrim(TIMES_MS));
  expect(rowsIn(TIMES_MS, wholeTrim(TIMES_MS))).toEqual({ first: 0, last: 4 });
});

it('refuses what would leave no step', () => {
  const trim = trimOut(TIMES_MS, null, 2);
  expect(trimIn(TIMES_MS, trim, 2)).toBeNull();
  expect(trimIn(TIMES_MS, trim, 4)).toBeNull();
  expect(trimOut(TIMES_MS, null, 0)).toBeNull();
});
