import type { Span } from './check.ts';

/** Places of one finding that a timeline can still show. */
const MOST_SPANS = 50;

/**
 * Stretches of consecutive items that `isPart`, each from its first item's time to the time of the item behind
 * its last one.
 */
export function spansWhere(timesNs: ArrayLike<number>, isPart: (index: number) => boolean): Span[] {
  const spans: Span[] = [];
  let start = -1;
  for (let i = 0; i < timesNs.length; i += 1) {
    if (isPart(i)) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      spans.push({ startNs: timesNs[start]!, endNs: timesNs[i]! });
      start = -1;
    }
  }
  if (start >= 0) spans.push({ startNs: timesNs[start]!, endNs: timesNs[timesNs.length - 1]! });
  return spans;
}

export function lengthNs({ startNs, endNs }: Span): number {
  return endNs - startNs;
}

export function totalNs(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + lengthNs(span), 0);
}

/** As many as a finding keeps: the longest, in the order of time. */
export function longestSpans(spans: readonly Span[]): Span[] {
  return spans
    .toSorted((a, b) => lengthNs(b) - lengthNs(a))
    .slice(0, MOST_SPANS)
    .map(({ startNs, endNs }) => ({ startNs: fromBegin(startNs), endNs: fromBegin(endNs) }))
    .sort((a, b) => a.startNs - b.startNs);
}

/** What was made before the episode began counts as made at its begin. */
function fromBegin(ns: number): number {
  return Math.max(0, Math.round(ns));
}

/** "1.2 s" */
export function secondsOf(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}

/** "3.4 s" of the first one. */
export function firstOf(spans: readonly Span[]): string {
  return `first at ${secondsOf(Math.max(0, spans[0]?.startNs ?? 0))}`;
}
