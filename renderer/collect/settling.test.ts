import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CollectView } from '../../core/contract/snapshot.ts';
import { Settling } from './settling.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function recording(name: string, attempt = 0, elapsedMs = 0): Pick<CollectView, 'status' | 'phase'> {
  return { status: 'recording', phase: { name, title: name, attempt, elapsedMs, suggestedMs: 0 } };
}

const review = { status: 'review', phase: null } as const;

/** A way on that has meant the same for long. */
function settled(view: Pick<CollectView, 'status' | 'phase'>): Settling {
  const settling = new Settling();
  settling.see(view);
  vi.advanceTimersByTime(600);
  return settling;
}

it('takes the first press and not the second of a double press, whenever the snapshot comes', () => {
  for (const snapshotAfterMs of [0, 90, 300]) {
    const settling = settled(recording('success'));
    expect(settling.press()).toBe(true);
    vi.advanceTimersByTime(snapshotAfterMs);
    settling.see(review);
    vi.advanceTimersByTime(150);
    expect(settling.press()).toBe(false);
  }
});

it('waits 600 ms from the change on, and no longer', () => {
  const settling = settled(recording('success'));
  settling.see(review);
  vi.advanceTimersByTime(599);
  expect(settling.press()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(settling.press()).toBe(true);
});

it.each([
  ['the status', review, false],
  ['the phase', recording('recovery'), false],
  ['the attempt', recording('failure', 1), false],
  ['only the time', recording('failure', 0, 5000), true],
])('is settled after a change of %s: %3$s', (_name, view, expected) => {
  const settling = settled(recording('failure'));
  settling.see(view);
  expect(settling.store.getState().isSettled).toBe(expected);
});

it('begins unsettled: the press that opened the screen may be the first of two', () => {
  const settling = new Settling();
  settling.see({ status: 'ready', phase: null });
  expect(settling.press()).toBe(false);
});
