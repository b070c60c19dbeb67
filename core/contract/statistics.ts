import { z } from 'zod';
import { episodeIdSchema, outcomeSchema } from './episode.ts';

/** Minutes and episodes under a name. */
const shareSchema = z.object({ name: z.string(), minutes: z.number(), episodes: z.int() });

/** Of a dataset, or of what a filter leaves of it; outcomes and phases as judged, rejected episodes included. */
export const statisticsSchema = z.object({
  episodes: z.int(),
  /** Whose checks have run: pictures that need them show these only. */
  checked: z.int(),
  minutes: z.number(),
  perProtocol: z.array(shareSchema),
  perPhase: z.array(shareSchema),
  perOperator: z.array(shareSchema),
  /** Days in UTC as `2026-11-22`, in order. */
  perDay: z.array(shareSchema),
  perOutcome: z.array(shareSchema),
  /** Names are `unjudged`, `accepted`, `rejected`, `second-look`. */
  perLabelState: z.array(shareSchema),
  /**
   * Where the gripper was when a failure or a success ended. The axes are the position quantities that the
   * robot's state begins with. At most 5,000 points, evenly taken.
   */
  coverage: z.object({
    axes: z.array(z.object({ name: z.string(), unit: z.string() })),
    points: z.array(
      z.object({ id: episodeIdSchema, ending: z.enum(['failure', 'success']), at: z.array(z.number()) }),
    ),
  }),
  /** Visual-similarity ratio of episodes with a failure and a success; 1 or more is flagged. Bins are half open. */
  similarity: z.array(
    z.object({
      from: z.number(),
      before: z.number(),
      episodes: z.int(),
      ids: z.array(episodeIdSchema).max(500),
    }),
  ),
  /** From a message's stamp at the source to its arrival, of those that rows used. */
  latency: z.array(
    z.object({
      stream: z.string(),
      p50Ms: z.number(),
      p95Ms: z.number(),
      p99Ms: z.number(),
      messages: z.int(),
      /** Episodes with the highest 99th percentile, worst first. */
      worst: z.array(episodeIdSchema),
    }),
  ),
});

const verdictOrOutcomeSchema = z.union([z.enum(['accept', 'reject']), outcomeSchema]);

/** How far people agree about the same episodes; each person's last standing decision counts. */
export const agreementSchema = z.object({
  pairs: z.array(
    z.object({
      about: z.enum(['verdict', 'outcome']),
      a: z.string(),
      b: z.string(),
      episodes: z.int(),
      agreed: z.int(),
      /** Cohen's kappa; null where chance alone would make them agree always. */
      kappa: z.number().nullable(),
    }),
  ),
  disagreements: z.array(
    z.object({
      id: episodeIdSchema,
      about: z.enum(['verdict', 'outcome']),
      judgements: z.array(z.object({ by: z.string(), value: verdictOrOutcomeSchema, at: z.string() })),
    }),
  ),
});

export type Statistics = z.infer<typeof statisticsSchema>;
export type Agreement = z.infer<typeof agreementSchema>;
