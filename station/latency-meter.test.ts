import { expect, test } from 'vitest';
import { LatencyMeter } from './latency-meter.ts';

test('the spread of what was added', () => {
  const meter = new LatencyMeter();
  expect(meter.spread()).toBeNull();
  for (let ms = 1; ms <= 100; ms += 1) meter.add(ms);
  expect(meter.spread()).toMatchObject({ mean: 50.5, p50: 50, p95: 95, p99: 99 });
  expect(meter.spread()!.sd).toBeCloseTo(29.01, 2);
});

test('only the newest thousand count', () => {
  const meter = new LatencyMeter();
  for (let i = 0; i < 500; i += 1) meter.add(1000);
  for (let i = 0; i < 1000; i += 1) meter.add(5);
  expect(meter.spread()).toEqual({ mean: 5, sd: 0, p50: 5, p95: 5, p99: 5 });
});
