import { z } from 'zod';
import { NS_PER_S } from '../../../core/time.ts';

/** A ROS 1 time stamp. */
export interface Stamp {
  secs: number;
  nsecs: number;
}

export function stampOf(timeNs: bigint): Stamp {
  return { secs: Number(timeNs / NS_PER_S), nsecs: Number(timeNs % NS_PER_S) };
}

export function headerOf(seq: number, timeNs: bigint, frameId: string) {
  return { seq, stamp: stampOf(timeNs), frame_id: frameId };
}

/** As in ROS, a missing field is its default and an unknown one makes the whole message wrong. */
const number = z.number().default(0);
const vector = z.strictObject({ x: number, y: number, z: number }).default({ x: 0, y: 0, z: 0 });

export const twistStampedSchema = z.strictObject({
  header: z.unknown(),
  twist: z.strictObject({ linear: vector, angular: vector }),
});

export const float64Schema = z.strictObject({ data: number });
