import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DrawnFrame } from '../worker/messages.ts';
import { PreviewMeter } from './preview-meter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** As from a station whose clock is an hour ahead of this page's. */
function frame(camera: string): DrawnFrame {
  const stampWallMs = Date.now() + 3_600_000;
  return { camera, sequence: 1, stampWallMs, drawnWallMs: stampWallMs + 12 };
}

it('adds the time since a picture was shown to the age that the station measured', () => {
  const previews = new PreviewMeter();
  expect(previews.ageMs('front')).toBeNull();
  previews.record(frame('front'), 15);
  previews.record(frame('wrist'), 1000);
  expect(previews.ageMs('front')).toBe(15);
  vi.advanceTimersByTime(400);
  expect(previews.ageMs('front')).toBe(415);
  expect(previews.ageMs('wrist')).toBe(1400);
  previews.record(frame('front'), 20);
  expect(previews.ageMs('front')).toBe(20);
});

it.each([-3_600_000, 3_600_000])('keeps its age when the wall clock is set by %i ms', (stepMs) => {
  const previews = new PreviewMeter();
  previews.record(frame('front'), 15);
  vi.setSystemTime(Date.now() + stepMs);
  vi.advanceTimersByTime(100);
  expect(previews.ageMs('front')).toBe(115);
});
