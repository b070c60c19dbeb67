import { expect, it } from 'vitest';
import { dayOf, nextDay, startOfDay } from './days.ts';

it('goes from a day to its first and its last instant and back', () => {
  const from = startOfDay('2026-11-22')!;
  const before = nextDay('2026-11-22')!;
  expect(Date.parse(before) - Date.parse(from)).toBe(24 * 3600 * 1000);
  expect(dayOf(from)).toBe('2026-11-22');
  expect(dayOf(before, -1)).toBe('2026-11-22');
  expect(dayOf(nextDay('2026-12-31')!)).toBe('2027-01-01');
});

it('makes nothing of a field that is not filled', () => {
  expect(startOfDay('')).toBeUndefined();
  expect(nextDay('2026-13-40')).toBeUndefined();
});
