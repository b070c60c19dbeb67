import { z } from 'zod';
import { outcomeSchema } from './episode.ts';

const atNsSchema = z.int().min(0);
const risesInTime = ({ startNs, endNs }: { startNs: number; endNs: number }) => startNs < endNs;
const RISING = { message: 'expected a start before the end' };

/** What a person decides about an episode; the station adds author, time and id. */
export const decisionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept') }),
  z.object({ kind: z.literal('reject'), reason: z.string().trim().min(1).max(500) }),
  z.object({ kind: z.literal('outcome'), outcome: outcomeSchema }),
  /** What the episode shows the robot doing. */
  z.object({ kind: z.literal('task'), task: z.string().trim().min(1).max(500) }),
  /** Replaces all segments. */
  z.object({
    kind: z.literal('segments'),
    segments: z
      .array(
        z
          .object({
            phase: z.string().min(1),
            attempt: z.int().min(0),
            startNs: atNsSchema,
            endNs: atNsSchema,
          })
          .refine(risesInTime, RISING),
      )
      .min(1)
      .max(200),
  }),
  /** What to use of the episode: `[startNs, endNs)`. */
  z.object({ kind: z.literal('trim'), startNs: atNsSchema, endNs: atNsSchema }).refine(risesInTime, RISING),
  z.object({
    kind: z.literal('note'),
    text: z.string().trim().min(1).max(2000),
    atNs: atNsSchema.optional(),
  }),
  z.object({ kind: z.literal('second-look') }),
  /** Takes back the label with this id; of an undo, brings back what that took away. */
  z.object({ kind: z.literal('undo'), undoes: z.uuid() }),
]);

/** A decision as it stands in the episode's history. */
export const historyEntrySchema = z.object({
  /** Null for lines written without one, which cannot be taken back. */
  id: z.string().nullable(),
  at: z.string(),
  by: z.string(),
  decision: decisionSchema,
  /** False when a later line took it back. */
  isStanding: z.boolean(),
});

export type Decision = z.infer<typeof decisionSchema>;
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
