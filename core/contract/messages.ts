import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { driveSchema, inputStateSchema } from './input.ts';
import { recordedPictureSchema } from './picture.ts';
import { type RequestName, requestSchemas } from './requests.ts';
import { snapshotSchema } from './snapshot.ts';

/** The robot's numbers now. They are for the eye: an episode has every sample. */
export const telemetrySchema = z.object({
  /** On the station's monotonic clock. */
  timeMs: z.number(),
  /** `observation.state`, in the order of the snapshot's `robot.state`; null where a stream has never come. */
  state: z.array(z.number().nullable()),
  /** What was last sent, in the order of `robot.action`; null before the first command. */
  command: z.array(z.number().nullable()).nullable(),
});

/** With what the operator's device on the robot's network says, for its live view. */
const shownTelemetrySchema = telemetrySchema.extend({
  /** Null where the robot's profile names none; its `drive` is null while it is silent. */
  topicDevice: z.object({ title: z.string(), drive: driveSchema.nullable() }).nullable(),
});

/** From a screen to the station. */
export const upstreamSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('request'),
    id: z.int(),
    name: z.enum(Object.keys(requestSchemas) as [RequestName, ...RequestName[]]),
    params: z.unknown(),
  }),
  /** Answered as binary, see `picture.ts`, or by a response that says why not; `id` is one with the requests'. */
  recordedPictureSchema.extend({ type: z.literal('picture'), id: z.int().min(0).max(0xffff_ffff) }),
  z.object({ type: z.literal('input'), state: inputStateSchema }),
  /** From now on this screen's devices drive, and no other's. */
  z.object({ type: z.literal('take-over') }),
  /** A device is tried out on this screen: nothing drives until it says that this is over, or is gone. */
  z.object({ type: z.literal('try-devices'), isTrying: z.boolean() }),
  /** Whether the screen shows the robot's numbers, and wants them 20 times a second. */
  z.object({ type: z.literal('telemetry'), isWanted: z.boolean() }),
  /** The screen can take `frames` more pictures of this camera; see {@link PREVIEW_CREDITS}. */
  z.object({ type: z.literal('credit'), camera: z.string(), frames: z.int().min(1).max(2) }),
]);

export const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.enum(ERROR_CODES),
      message: z.string(),
      details: z.record(z.string(), z.unknown()),
    }),
  }),
]);

/** From the station to a screen. Pictures come beside these, as binary; see `binary.ts`. */
export const downstreamSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('response'), id: z.int(), result: resultSchema }),
  z.object({ type: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.object({ type: z.literal('telemetry'), telemetry: shownTelemetrySchema }),
]);

export type Upstream = z.infer<typeof upstreamSchema>;
export type Downstream = z.infer<typeof downstreamSchema>;
export type Telemetry = z.infer<typeof telemetrySchema>;
export type ShownTelemetry = z.infer<typeof shownTelemetrySchema>;
export type RequestResult = z.infer<typeof resultSchema>;
