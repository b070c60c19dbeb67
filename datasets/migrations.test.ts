import { expect, test } from 'vitest';
import { z } from 'zod';
import { addCheck } from './json-check.ts';
import { type JsonFormat, readFormat } from './migrations.ts';

const schema = z.object({ format: z.literal(3), durationNs: z.int(), operator: z.string() });

/** A kind of file that has seen two changes: seconds became nanoseconds, then the driver became an operator. */
const FORMAT: JsonFormat<typeof schema> = {
  schema,
  migrations: [
    ({ seconds, ...rest }) => ({ ...rest, durationNs: Math.round(Number(seconds) * 1e9) }),
    ({ driver, ...rest }) => ({ ...rest, operator: driver }),
  ],
};

const NEWEST = { format: 3, durationNs: 1_500_000_000, operator: 'ada' };

test.each([
  [{ format: 1, seconds: 1.5, driver: 'ada' }],
  [{ format: 2, durationNs: 1_500_000_000, driver: 'ada' }],
  [NEWEST],
])('%j is read as the newest format', (older) => {
  expect(readFormat(FORMAT, addCheck(JSON.stringify(older)), 'here')).toEqual(NEWEST);
});

test.each([
  [
    { ...NEWEST, format: 4 },
    /^format: 4 is newer than 3, the newest that this Retrace reads; update Retrace/,
  ],
  [{ ...NEWEST, format: 0 }, /^format: /],
  [{ ...NEWEST, format: '1' }, /^format: /],
  [{ durationNs: 1 }, /^format: /],
  [[1], /expected object/],
  [{ format: 2, durationNs: 1 }, /^operator: /],
])('%j is refused', (value, message) => {
  expect(() => readFormat(FORMAT, JSON.stringify(value), 'here')).toThrow(message);
});

test('the checksum is that of the older file, as it stands on disk', () => {
  const text = addCheck(JSON.stringify({ format: 1, seconds: 1.5, driver: 'ada' }));
  expect(() => readFormat(FORMAT, text.replace('1.5', '1.6'), 'here')).toThrow('damaged or was changed');
});
