import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PreviewMeter } from './preview-meter.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('adds the time since a picture was shown to the age that the station measured', () => {
  const previews = new PreviewMeter();
  expect(previews.ageMs('front')).toBeNull();
  previews.record('front', 15);
  previews.record('wrist', 1000);
  expect(previews.ageMs('front')).toBe(15);
  vi.advanceTimersByTime(400);
  expect(previews.ageMs('front')).toBe(415);
  expect(previews.ageMs('wrist')).toBe(1400);
  previews.record('front', 20);
  expect(previews.ageMs('front')).toBe(20);
});

it.each([-3_600_000, 3_600_000])('keeps its age when the wall clock is set by %i ms', (stepMs) => {
  const previews = new PreviewMeter();
  previews.record('front', 15);
  vi.setSystemTime(Date.now() + stepMs);
  vi.advanceTimersByTime(100);
  expect(previews.ageMs('front')).toBe(115);
});
