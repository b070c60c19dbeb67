import { expect, it } from 'vitest';
import { RestartPolicy } from './restart-policy.ts';

const MINUTE = 60_000;

it('allows five restarts in ten minutes', () => {
  const policy = new RestartPolicy();
  expect([0, 1, 2, 3, 4].map((minute) => policy.mayRestart(minute * MINUTE))).toEqual(Array(5).fill(true));
  expect(policy.mayRestart(5 * MINUTE)).toBe(false);
  expect(policy.mayRestart(10 * MINUTE - 1)).toBe(false);
});

it('forgets a restart after ten minutes, each by itself', () => {
  const policy = new RestartPolicy();
  for (const minute of [0, 1, 2, 3, 4]) policy.mayRestart(minute * MINUTE);
  expect(policy.mayRestart(10 * MINUTE)).toBe(true);
  expect(policy.mayRestart(10.5 * MINUTE)).toBe(false);
  expect(policy.mayRestart(11 * MINUTE)).toBe(true);
});

it('begins anew when the operator asks', () => {
  const policy = new RestartPolicy();
  for (let i = 0; i < 5; i += 1) policy.mayRestart(0);
  policy.forget();
  expect(policy.mayRestart(1)).toBe(true);
});
