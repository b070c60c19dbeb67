import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { inputStateSchema } from './input.ts';
import { type RequestName, requestSchemas } from './requests.ts';
import { snapshotSchema } from './snapshot.ts';

/** From a screen to the station. */
export const upstreamSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('request'),
    id: z.int(),
    name: z.enum(Object.keys(requestSchemas) as [RequestName, ...RequestName[]]),
    params: z.unknown(),
  }),
  z.object({ type: z.literal('input'), state: inputStateSchema }),
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

/** From the station to a screen. Preview frames come beside these, as binary; see `preview.ts`. */
export const downstreamSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('response'), id: z.int(), result: resultSchema }),
  z.object({ type: z.literal('snapshot'), snapshot: snapshotSchema }),
]);

export type Upstream = z.infer<typeof upstreamSchema>;
export type Downstream = z.infer<typeof downstreamSchema>;
export type RequestResult = z.infer<typeof resultSchema>;
