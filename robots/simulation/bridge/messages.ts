import { z } from 'zod';
import { NS_PER_S } from '../../../core/time.ts';

type RosVersion = 1 | 2;

export function stampOf(timeNs: bigint, rosVersion: RosVersion) {
  const seconds = Number(timeNs / NS_PER_S);
  const nanoseconds = Number(timeNs % NS_PER_S);
  return rosVersion === 1 ? { secs: seconds, nsecs: nanoseconds } : { sec: seconds, nanosec: nanoseconds };
}

export function headerOf(seq: number, timeNs: bigint, frameId: string, rosVersion: RosVersion) {
  const header = { stamp: stampOf(timeNs, rosVersion), frame_id: frameId };
  return rosVersion === 1 ? { seq, ...header } : header;
}

/** As in ROS, a missing field is its default and an unknown one makes the whole message wrong. */
const number = z.number().default(0);
const vector = z.strictObject({ x: number, y: number, z: number }).default({ x: 0, y: 0, z: 0 });

export const twistStampedSchema = z.strictObject({
  header: z.unknown(),
  twist: z.strictObject({ linear: vector, angular: vector }),
});

export const float64Schema = z.strictObject({ data: number });
