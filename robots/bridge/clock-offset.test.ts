import { expect, it } from 'vitest';
import { fromMs, toMs } from '../../core/time.ts';
import { ClockOffset } from './clock-offset.ts';

it('knows nothing at first', () => {
  expect(new ClockOffset().estimate()).toBeNull();
});

it('trusts the shortest round trip, within half of it', () => {
  const offset = new ClockOffset();
  // The robot is 50 ms ahead. Ways there and back, in ms; the last probe is slow and lopsided.
  for (const [there, back] of [
    [4, 9],
    [2, 3],
    [1, 1.5],
    [30, 2],
  ] as const) {
    const sentNs = fromMs(1000);
    const robotNs = sentNs + fromMs(there) + fromMs(50);
    offset.addProbe(sentNs, sentNs + fromMs(there + back), robotNs);
  }
  const estimate = offset.estimate()!;
  expect(estimate.method).toBe('request');
  expect(toMs(estimate.errorNs)).toBeCloseTo(1.25);
  expect(Math.abs(toMs(estimate.offsetNs) + 50)).toBeLessThanOrEqual(1.25);
});

it('falls back to the least delay where there is no time service', () => {
  const offset = new ClockOffset();
  for (const delayMs of [12, 7, 30]) offset.addMessage(fromMs(1000), fromMs(1000 + delayMs - 50));
  expect(offset.estimate()).toEqual({ offsetNs: fromMs(-43), errorNs: fromMs(23), method: 'minimum-delay' });
});

it('forgets old probes, since clocks drift', () => {
  const offset = new ClockOffset();
  offset.addProbe(0n, fromMs(0.1), fromMs(5));
  for (let i = 0; i < 27; i += 1) offset.addProbe(0n, fromMs(2), fromMs(1 + 9));
  expect(toMs(offset.estimate()!.offsetNs)).toBeCloseTo(-9);
});

it('forgets old delays, since clocks drift and one stamp may be a year ahead', () => {
  const offset = new ClockOffset();
  offset.addMessage(fromMs(1e10), fromMs(1000));
  for (let second = 1; second <= 70; second += 1) {
    offset.addMessage(fromMs(second * 1000), fromMs(second * 1000 + 8 + second / 100));
  }
  // The first of the last six stretches of 10 s begins at second 11.
  expect(toMs(offset.estimate()!.offsetNs)).toBeCloseTo(8.11, 1);
});
