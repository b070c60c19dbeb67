import { describe, expect, it } from 'vitest';
import { fromMs, toMs } from '../../core/time.ts';
import { LatencyLines } from './latency.ts';

const COUNT = 5000;
const PERIOD_MS = 33;

/** Delays of messages that are sent every 33 ms and delivered to the microsecond. */
function delaysMs(latency: { meanMs: number; stdMs: number }, seed: number): number[] {
  const lines = new LatencyLines({ camera: latency }, seed);
  const delays: number[] = [];
  for (let i = 0; i < COUNT; i++) {
    const sentNs = fromMs(i * PERIOD_MS);
    lines.send('camera', sentNs, () => delays.push(toMs(lastDueNs - sentNs)));
  }
  let lastDueNs = 0n;
  for (let dueNs = lines.nextDueNs; dueNs !== null; dueNs = lines.nextDueNs) {
    lastDueNs = dueNs;
    lines.deliverDue(dueNs);
  }
  return delays;
}

describe('injected latency', () => {
  it('has the mean and deviation that were asked for', () => {
    const delays = delaysMs({ meanMs: 40, stdMs: 8.2 }, 1);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / COUNT;
    const std = Math.sqrt(delays.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / COUNT);
    expect(delays).toHaveLength(COUNT);
    expect(Math.abs(mean - 40)).toBeLessThan(0.7);
    expect(Math.abs(std - 8.2)).toBeLessThan(0.5);
  });

  it('is the same for the same seed', () => {
    expect(delaysMs({ meanMs: 10, stdMs: 3 }, 4)).toEqual(delaysMs({ meanMs: 10, stdMs: 3 }, 4));
    expect(delaysMs({ meanMs: 10, stdMs: 3 }, 4)).not.toEqual(delaysMs({ meanMs: 10, stdMs: 3 }, 5));
  });

  it('keeps the order of a stream, however it jitters', () => {
    const lines = new LatencyLines({ joints: { meanMs: 20, stdMs: 20 } }, 2);
    const delivered: number[] = [];
    for (let i = 0; i < 500; i++) lines.send('joints', fromMs(i), () => delivered.push(i));
    lines.deliverDue(fromMs(10_000));
    expect(delivered).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('delivers streams against each other by their own due times', () => {
    const lines = new LatencyLines({ slow: { meanMs: 50, stdMs: 0 }, fast: { meanMs: 10, stdMs: 0 } }, 0);
    const delivered: string[] = [];
    lines.send('slow', 0n, () => delivered.push('slow'));
    lines.send('fast', 0n, () => delivered.push('fast'));
    lines.send('plain', 0n, () => delivered.push('plain'));
    lines.deliverDue(fromMs(9.999));
    expect(delivered).toEqual(['plain']);
    lines.deliverDue(fromMs(10));
    expect(delivered).toEqual(['plain', 'fast']);
    lines.deliverDue(fromMs(50));
    expect(delivered).toEqual(['plain', 'fast', 'slow']);
  });
});
