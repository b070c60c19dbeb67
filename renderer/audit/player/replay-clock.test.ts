import { describe, expect, it } from 'vitest';
import { phaseFrom, rowAt, stepFrom } from './replay-clock.ts';

/** A gap after the third row, as a stalled station leaves it. */
const timesMs = [0, 50, 100, 900, 950];

describe('rowAt', () => {
  it.each([
    [-10, 0],
    [0, 0],
    [49.9, 0],
    [50, 1],
    [500, 2],
    [899.9, 2],
    [900, 3],
    [5_000, 4],
  ])('at %d ms is row %d', (timeMs, row) => expect(rowAt(timesMs, timeMs)).toBe(row));

  it('of an empty episode is row 0', () => expect(rowAt([], 10)).toBe(0));
});

describe('stepFrom', () => {
  it.each([
    [0, 1, 50],
    [120, 1, 900],
    [120, -1, 50],
    [0, -1, 0],
    [950, 1, 950],
    [0, 10, 950],
  ])('from %d ms by %d rows is %d ms', (timeMs, rows, expected) => {
    expect(stepFrom(timesMs, timeMs, rows)).toBe(expected);
  });
});

describe('phaseFrom', () => {
  const startsMs = [0, 4_000, 7_000];

  it.each<[number, 1 | -1, number]>([
    [0, 1, 4_000],
    [4_000, 1, 7_000],
    [7_500, 1, 9_000],
    [6_000, -1, 4_000],
    [4_100, -1, 0],
    [100, -1, 0],
  ])('from %d ms in direction %d is %d ms', (timeMs, direction, expected) => {
    expect(phaseFrom(startsMs, 9_000, timeMs, direction)).toBe(expected);
  });
});
