import { z } from 'zod';

export const episodeIdSchema = z.uuid();

export const outcomeSchema = z.enum(['success', 'failure', 'aborted']);

const segmentSchema = z.object({
  phase: z.string(),
  attempt: z.int(),
  startMs: z.number(),
  endMs: z.number(),
});

export const episodeSummarySchema = z.object({
  id: episodeIdSchema,
  /** `damaged` ones have a message and little else. */
  state: z.enum(['recording', 'sealed', 'recovered', 'damaged']),
  startedAt: z.string(),
  operator: z.string(),
  task: z.string(),
  protocol: z.string(),
  outcome: outcomeSchema.nullable(),
  durationMs: z.number(),
  steps: z.int(),
  cameras: z.array(z.string()),
  segments: z.array(segmentSchema),
  findings: z.array(z.object({ severity: z.enum(['info', 'warning', 'error']), message: z.string() })),
  message: z.string(),
});

/** One array per quantity, each as long as there are rows (actions: one fewer). */
export const episodeSeriesSchema = z.object({
  summary: episodeSummarySchema,
  timesMs: z.array(z.number()),
  state: z.array(z.object({ name: z.string(), unit: z.string(), values: z.array(z.number()) })),
  action: z.array(z.object({ name: z.string(), unit: z.string(), values: z.array(z.number()) })),
  reward: z.array(z.number()),
  /** Who took part beside the operator, and when the robot was its; null when no policy did. */
  policy: z
    .object({ name: z.string(), spans: z.array(z.object({ startMs: z.number(), endMs: z.number() })) })
    .nullable(),
  /**
   * Age of each camera's frame at its row: the station's clock minus the source's stamp; null before the camera's
   * first frame.
   */
  cameras: z.array(z.object({ name: z.string(), ageMs: z.array(z.number().nullable()) })),
});
