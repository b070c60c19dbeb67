import { expect, it } from 'vitest';
import {
  countOf,
  formatAge,
  formatDate,
  formatDuration,
  formatMinutes,
  formatRate,
  formatValue,
} from './format.ts';

it.each([
  [0, '0 ms'],
  [34.6, '35 ms'],
  [1_000, '1.0 s'],
  [59_949, '59.9 s'],
  [125_000, '2 min'],
])('age of %d ms', (ms, text) => expect(formatAge(ms)).toBe(text));

it.each([
  [8_440, '8.4 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 0 s'],
  [72_000, '1 min 12 s'],
  [7_500_000, '2 h 5 min'],
])('duration of %d ms', (ms, text) => expect(formatDuration(ms)).toBe(text));

it.each([
  [null, '–'],
  [undefined, '–'],
  [-0.12345, '-0.123'],
  [1234.5, '1235'],
])('value %s', (value, text) => expect(formatValue(value)).toBe(text));

it('counts, rates and minutes', () => {
  expect([countOf(1, 'episode'), countOf(2, 'episode'), countOf(0, 'episode')]).toEqual([
    '1 episode',
    '2 episodes',
    '0 episodes',
  ]);
  expect(formatRate(29.7)).toBe('30 Hz');
  expect(formatMinutes(252_000)).toBe('4.2 min');
});

it('shows a date that is none as it stands', () => {
  expect(formatDate('soon')).toBe('soon');
  expect(formatDate('2026-11-22T10:00:00Z')).toMatch(/2026/);
});
