import { expect, it } from 'vitest';
import type { DriveAxis } from '../../core/contract/input.ts';
import { SelfTestRun, type TestSample } from './self-test.ts';

const STEP_MS = 20;
const DEAD_ZONE = 0.12;
const AXES: DriveAxis[] = ['right', 'up'];

/** A device with springs, of which one thing may be broken, and an operator who does as is asked. */
interface Device {
  /** Where the sticks stand while nobody touches them. */
  drift?: number;
  /** How far `up` can be moved, both ways. */
  upMost?: number;
  upLeast?: number;
  deadMan?: 'works' | 'dead' | 'stuck';
}

function findingsOf({ drift = 0.02, upMost = 1, upLeast = -1, deadMan = 'works' }: Device): string[] {
  const run = new SelfTestRun(AXES, DEAD_ZONE);
  for (let nowMs = 0; run.step !== 'done'; nowMs += STEP_MS) {
    expect(nowMs).toBeLessThan(20_000);
    const isMoving = run.step === 'move';
    const phase = Math.floor(nowMs / 500) % 2 === 0 ? 1 : -1;
    const raw = isMoving ? { right: phase, up: phase > 0 ? upMost : upLeast } : { right: drift, up: 0 };
    const isDeadManHeld = deadMan === 'stuck' || (deadMan === 'works' && isMoving);
    run.see({ raw, axes: shaped(raw), isDeadManHeld }, nowMs);
    if (nowMs > 10_000) run.finishMoving(nowMs);
  }
  return run.findings();
}

function shaped(raw: TestSample['raw']): TestSample['axes'] {
  const outside = (value = 0): number => (Math.abs(value) <= DEAD_ZONE ? 0 : value);
  return { right: outside(raw.right), up: outside(raw.up) };
}

it('passes a device that is well', () => {
  expect(findingsOf({})).toEqual([]);
});

it.each<[string, Device, RegExp]>([
  ['a stick that drifts', { drift: -0.2 }, /^Right: it drifts to -0\.20 .* dead zone is 0\.12/],
  ['an axis that reads zero', { upMost: 0, upLeast: 0 }, /^Up: it always read 0/],
  ['an axis that reaches one side only', { upLeast: 0 }, /^Up: it came only to 0\.00 of 1 down/],
  ['an axis that does not come far', { upMost: 0.5 }, /^Up: it came only to 0\.50 of 1 up/],
  ['a dead-man that is not felt', { deadMan: 'dead' }, /not felt/],
])('catches %s, and nothing else', (_name, device, finding) => {
  expect(findingsOf(device)).toEqual([expect.stringMatching(finding)]);
});

it('catches a dead-man that sticks, before and after', () => {
  expect(findingsOf({ deadMan: 'stuck' })).toEqual([
    expect.stringMatching(/while nobody holds it/),
    expect.stringMatching(/after it was let go/),
  ]);
});
