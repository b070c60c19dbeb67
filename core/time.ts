/**
 * Time in Retrace is nanoseconds as `bigint`. Monotonic instants count from an origin that means nothing
 * by itself; wall instants count from the Unix epoch in UTC.
 */
export const NS_PER_MS = 1_000_000n;
export const NS_PER_S = 1_000_000_000n;

/** Where "now" comes from. Logic takes a clock, so that a run can also follow a simulated robot's time. */
export interface Clock {
  /** Monotonic: never steps back, whatever is done to the computer's date. */
  nowNs(): bigint;
  /** The wall instant of a monotonic one, as of the last {@link syncWall}. */
  wallNs(nowNs: bigint): bigint;
  /** Take the wall's time anew: it steps when the date is set, and after the computer has slept. */
  syncWall(): void;
}

/** Milliseconds as a number, for arithmetic on short spans and for display. */
export function toMs(ns: bigint): number {
  return Number(ns) / 1e6;
}

export function fromMs(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}

/** The period of a rate, rounded to the nanosecond. */
export function periodNs(rateHz: number): bigint {
  return BigInt(Math.round(1e9 / rateHz));
}

/** ISO 8601 in UTC to the millisecond. */
export function isoTime(wallNs: bigint): string {
  return new Date(Number(wallNs / NS_PER_MS)).toISOString();
}

/** `m:ss.t`, as under REC: 62 340 ms is `1:02.3`. Cut, not rounded: a clock must not run ahead. */
export function formatClock(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const minutes = Math.floor(tenths / 600);
  const seconds = String(Math.floor(tenths / 10) % 60).padStart(2, '0');
  return `${minutes}:${seconds}.${tenths % 10}`;
}
