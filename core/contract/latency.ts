import { z } from 'zod';

const spreadSchema = z.object({
  mean: z.number(),
  sd: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
});

/** How late messages have been just now: of streams from their stamp to their arrival, of commands there and back. */
export const latencyViewSchema = z.object({
  streams: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['camera', 'state', 'commands']),
      /** Null before the first message. */
      latencyMs: spreadSchema.nullable(),
    }),
  ),
  /** The robot's clock minus the station's time of day, and within what that is known; null as long as nothing is known. */
  clock: z
    .object({
      aheadMs: z.number(),
      errorMs: z.number(),
      method: z.enum(['request', 'minimum-delay', 'shared']),
    })
    .nullable(),
});

export type LatencyView = z.infer<typeof latencyViewSchema>;
