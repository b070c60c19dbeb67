import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { fromMs, NS_PER_MS, toMs } from '../../core/time.ts';
import { type Pace, Stepper } from './pace.ts';

let stepper: Stepper;
let times: bigint[];
let pendingNs: bigint | null;
let deliveredNs: bigint | null;

function begin(pace: Pace): void {
  times = [];
  pendingNs = null;
  deliveredNs = null;
  stepper = new Stepper(pace, {
    step: (timeNs) => times.push(timeNs),
    nextDeliveryNs: () => pendingNs,
    deliver: (timeNs) => {
      if (pendingNs === null || timeNs < pendingNs) return;
      deliveredNs = timeNs;
      pendingNs = null;
    },
  });
  stepper.start();
}

afterEach(() => stepper.stop());

describe('lockstep', () => {
  it('stands still until it is told, then makes exactly the steps of the span', async () => {
    begin('lockstep');
    const startNs = stepper.nowNs();
    await sleep(20);
    expect(times).toEqual([]);
    await stepper.advance(fromMs(20));
    expect(times.map((timeNs) => toMs(timeNs - startNs))).toEqual([
      3.333333, 6.666666, 10, 13.333333, 16.666666, 20,
    ]);
    expect(stepper.nowNs() - startNs).toBe(20n * NS_PER_MS);
  });

  it('carries over what is less than a step', async () => {
    begin('lockstep');
    const startNs = stepper.nowNs();
    for (let i = 0; i < 10; i++) await stepper.advance(fromMs(1));
    expect(toMs(stepper.nowNs() - startNs)).toBe(10);
  });

  it('serves overlapping calls one after the other', async () => {
    begin('lockstep');
    const startNs = stepper.nowNs();
    await Promise.all([stepper.advance(fromMs(500)), stepper.advance(fromMs(500))]);
    expect(toMs(stepper.nowNs() - startNs)).toBe(1000);
    expect(times).toHaveLength(300);
  });

  it('begins at the same instant each time', () => {
    begin('lockstep');
    const first = stepper.nowNs();
    begin('lockstep');
    expect(stepper.nowNs()).toBe(first);
  });
});

describe('fast', () => {
  it('runs ahead of the wall clock and lets other work through', async () => {
    begin('fast');
    const startNs = stepper.nowNs();
    await sleep(50);
    expect(toMs(stepper.nowNs() - startNs)).toBeGreaterThan(200);
  });
});

describe('real time', () => {
  it('follows the wall clock with evenly spaced stamps', async () => {
    begin('real-time');
    await sleep(200);
    const nowMs = Date.now();
    expect(times.length).toBeGreaterThan(10);
    expect(Math.abs(toMs(stepper.nowNs()) - nowMs)).toBeLessThan(20);
    // Never ahead of the wall, and no further behind than a run may fall.
    expect(toMs(times.at(-1)!)).toBeLessThanOrEqual(nowMs + 2);
    expect(toMs(times.at(-1)!)).toBeGreaterThan(nowMs - 250);
    const gaps = times.slice(1).map((timeNs, i) => timeNs - times[i]!);
    const even = gaps.filter((gap) => gap === 3_333_333n || gap === 3_333_334n);
    expect(even.length).toBeGreaterThanOrEqual(gaps.length - 1);
  });

  it('delivers a delayed message between two steps', async () => {
    begin('real-time');
    await sleep(10);
    const dueNs = stepper.nowNs() + fromMs(30);
    pendingNs = dueNs;
    await sleep(80);
    expect(deliveredNs).not.toBeNull();
    expect(toMs(deliveredNs! - dueNs)).toBeGreaterThanOrEqual(0);
    expect(toMs(deliveredNs! - dueNs)).toBeLessThan(25);
  });
});
