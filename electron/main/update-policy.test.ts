import { expect, it } from 'vitest';
import { mayCheckForUpdate } from './update-policy.ts';

const HOUR = 3_600_000;

it.each([
  ['idle', null, true],
  ['idle', 23 * HOUR, false],
  ['idle', 24 * HOUR, true],
  // The computer's date was set back.
  ['idle', -HOUR, true],
  ['armed', null, false],
  ['recording', null, false],
  // A station that has not said what it does may be recording.
  [null, null, false],
] as const)('while %s, %s ms after the last look: %s', (activity, sinceMs, expected) => {
  const nowMs = 1_000_000_000_000;
  expect(mayCheckForUpdate(activity, sinceMs === null ? null : nowMs - sinceMs, nowMs)).toBe(expected);
});
