import { expect, it } from 'vitest';
import { formatClock, fromMs, isoTime, periodNs, toMs } from './time.ts';

it('converts without losing a nanosecond of what a double can hold', () => {
  expect(fromMs(1.000001)).toBe(1_000_001n);
  expect(toMs(123_456_789n)).toBe(123.456789);
  expect(periodNs(30)).toBe(33_333_333n);
});

it('writes wall time in UTC', () => {
  expect(isoTime(1_700_000_000_123_456_789n)).toBe('2023-11-14T22:13:20.123Z');
});

it.each([
  [-5, '0:00.0'],
  [0, '0:00.0'],
  [999, '0:00.9'],
  [62_340, '1:02.3'],
  [3_600_000, '60:00.0'],
])('shows %d ms as %s: cut, never ahead of the time', (ms, text) => {
  expect(formatClock(ms)).toBe(text);
});
