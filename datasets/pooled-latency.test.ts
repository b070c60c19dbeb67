import { expect, test } from 'vitest';
import type { SealedManifest } from './episode/manifest.ts';
import { Histogram } from './integrity/histogram.ts';
import { poolLatencies } from './pooled-latency.ts';

function timed(values: number[]): SealedManifest {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return {
    timing: { front: { messages: values.length, latencyMs: histogram.spread() } },
  } as unknown as SealedManifest;
}

test('several episodes together have the mean and deviation of all their messages', () => {
  const parts = [
    [10, 12, 14, 30],
    [40, 41],
    [5, 6, 7, 8, 9, 100],
  ];
  const pooled = poolLatencies(parts.map(timed)).get('front')!;
  const whole = timed(parts.flat()).timing!.front!.latencyMs!;
  expect(pooled.messages).toBe(12);
  expect(pooled.meanMs).toBeCloseTo(whole.mean!, 2);
  expect(pooled.stdMs).toBeCloseTo(whole.sd!, 2);
});

test('episodes of earlier programs, which have no latency, are left out', () => {
  const older = { timing: { front: { messages: 5, ageMs: { p50: 1, p95: 2, max: 3 } } } };
  expect(poolLatencies([older as unknown as SealedManifest, {} as SealedManifest]).size).toBe(0);
});
