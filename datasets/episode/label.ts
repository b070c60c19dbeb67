import { z } from 'zod';

const commonShape = {
  format: z.literal(1),
  at: z.iso.datetime(),
  /** The person or the check that decided. */
  by: z.string().min(1),
};

/**
 * One line of `labels.jsonl`: a decision about an episode. Lines are appended and never changed; of two
 * decisions about the same thing the later one counts.
 */
export const labelSchema = z.discriminatedUnion('kind', [
  z.object({ ...commonShape, kind: z.literal('accept') }),
  z.object({ ...commonShape, kind: z.literal('reject'), reason: z.string().min(1) }),
  z.object({
    ...commonShape,
    kind: z.literal('outcome'),
    outcome: z.enum(['success', 'failure', 'aborted']),
  }),
  /** Replaces all of the manifest's segments. */
  z.object({
    ...commonShape,
    kind: z.literal('segments'),
    segments: z.array(
      z.object({
        phase: z.string().min(1),
        attempt: z.int().min(0),
        startNs: z.int().min(0),
        endNs: z.int().min(0),
      }),
    ),
  }),
  /** What to use of the episode: `[startNs, endNs)` since it began. */
  z.object({ ...commonShape, kind: z.literal('trim'), startNs: z.int().min(0), endNs: z.int().min(0) }),
  z.object({ ...commonShape, kind: z.literal('note'), text: z.string().min(1) }),
]);

export type Label = z.output<typeof labelSchema>;
