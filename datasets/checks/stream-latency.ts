import type { EpisodeSeries, StampSeries } from '../episode/series.ts';

/** Buckets grow by 5 % from 0.1 ms: percentiles of many episodes come out of summed counts, to 5 %. */
const LEAST_MS = 0.1;
const GROWTH = 1.05;

export interface StreamLatency {
  p99Ms: number;
  /** Bucket to messages in it. */
  counts: Record<string, number>;
}

/** By stream that came. Of what rows used: from the stamp at the source to the arrival. */
export function streamLatencies({ stamps }: EpisodeSeries): Record<string, StreamLatency> {
  return Object.fromEntries(
    Object.entries(stamps).flatMap(([stream, series]) => {
      const counts = countsOf(series);
      if (Object.keys(counts).length === 0) return [];
      return [[stream, { p99Ms: latencyQuantile(counts, 0.99), counts }]];
    }),
  );
}

/** In ms; the bucket's upper end. */
export function latencyQuantile(counts: Readonly<Record<string, number>>, q: number): number {
  const buckets = Object.entries(counts).map(([bucket, count]) => [Number(bucket), count] as const);
  buckets.sort(([a], [b]) => a - b);
  let left = q * buckets.reduce((sum, [, count]) => sum + count, 0);
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) return LEAST_MS * GROWTH ** bucket;
  }
  return 0;
}

function countsOf({ isPresent, stampNs, receivedNs }: StampSeries): Record<string, number> {
  const counts: Record<string, number> = {};
  let before: bigint | null = null;
  isPresent.forEach((present, row) => {
    const stamp = stampNs[row]!;
    if (present === 0 || stamp === before) return;
    before = stamp;
    const ms = Number(receivedNs[row]! - stamp) / 1e6;
    const bucket = ms <= LEAST_MS ? 0 : Math.ceil(Math.log(ms / LEAST_MS) / Math.log(GROWTH));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  });
  return counts;
}
