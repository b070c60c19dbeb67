import { z } from 'zod';

const commonShape = {
  format: z.literal(1),
  /** By which a later line can take this one back. */
  id: z.uuid().optional(),
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
  /** What it shows the robot doing, in other words than the session's. */
  z.object({ ...commonShape, kind: z.literal('task'), task: z.string().min(1) }),
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
  /** About the whole episode, or about one instant of it. */
  z.object({
    ...commonShape,
    kind: z.literal('note'),
    text: z.string().min(1),
    atNs: z.int().min(0).optional(),
  }),
  /** Somebody else should look at it. A verdict that comes later answers this. */
  z.object({ ...commonShape, kind: z.literal('second-look') }),
  /** Takes back the line with this id, which then counts for nothing. */
  z.object({ ...commonShape, kind: z.literal('undo'), undoes: z.uuid() }),
]);

export type Label = z.output<typeof labelSchema>;
