import { NS_PER_S } from '../core/time.ts';

/** ROS counts seconds in 32 bits. */
const SECONDS_END = 2n ** 32n;

/**
 * Stamps are `{secs, nsecs}` in ROS 1, `{sec, nanosec}` in ROS 2 and `{sec, nsec}` out of ROS 1's own
 * serialization; bridges pass on what their side has.
 */
export function readStamp(stamp: unknown): bigint | null {
  if (typeof stamp !== 'object' || stamp === null) return null;
  const { secs, nsecs, sec, nanosec, nsec } = stamp as Record<string, unknown>;
  const seconds = secs ?? sec;
  const nanoseconds = nsecs ?? nanosec ?? nsec;
  if (!isWholeBelow(seconds, SECONDS_END) || !isWholeBelow(nanoseconds, NS_PER_S)) return null;
  const ns = BigInt(seconds) * NS_PER_S + BigInt(nanoseconds);
  return ns > 0n ? ns : null;
}

/** The stamp of a message's header; null where it has none or one that was never set. */
export function headerStampNs(message: Record<string, unknown>): bigint | null {
  return readStamp((message.header as Record<string, unknown> | undefined)?.stamp);
}

/** A ROS 1 server stamps silently with its own now when given ROS 2's spelling, so the version matters. */
export function writeStamp(ns: bigint, rosVersion: 1 | 2): Record<string, number> {
  const seconds = Number(ns / NS_PER_S);
  const nanoseconds = Number(ns % NS_PER_S);
  return rosVersion === 1 ? { secs: seconds, nsecs: nanoseconds } : { sec: seconds, nanosec: nanoseconds };
}

function isWholeBelow(value: unknown, end: bigint): value is number | bigint {
  const isWhole = typeof value === 'bigint' || Number.isInteger(value);
  return isWhole && (value as number | bigint) >= 0 && (value as number | bigint) < end;
}
