import type { EpisodeEnd, StepSegment } from './manifest.ts';

/**
 * Give segments their steps: those whose rows lie in `[startNs, endNs)`. `timesNs` are the times of all
 * T + 1 rows, rising; the last row is an observation only and so no step of any segment.
 */
export function assignSteps(segments: EpisodeEnd['segments'], timesNs: ArrayLike<number>): StepSegment[] {
  const steps = timesNs.length - 1;
  const stepAt = (timeNs: number) => Math.min(firstAtOrAfter(timesNs, timeNs), steps);
  return segments.map((segment) => ({
    ...segment,
    startStep: stepAt(segment.startNs),
    endStep: stepAt(segment.endNs),
  }));
}

function firstAtOrAfter(timesNs: ArrayLike<number>, timeNs: number): number {
  let low = 0;
  let high = timesNs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timesNs[middle]! < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
