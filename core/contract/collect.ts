import { z } from 'zod';
import { episodeIdSchema } from './episode.ts';

const none = z.object({}).strict();
const protocolNameSchema = z.string().min(1).max(100);

/** One thing that must be well before collecting; `fault` keeps episodes from beginning. */
export const preflightCheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['good', 'caution', 'fault']),
  /** What was found, with its numbers. */
  finding: z.string(),
  /** What to do; empty where all is well. */
  fix: z.string(),
});

const phaseMinutesSchema = z.object({ phase: z.string(), ms: z.number(), segments: z.int() });

/** What a sitting has brought. In practice nothing of it is on the disk. */
export const tallySchema = z.object({
  kept: z.int(),
  discarded: z.int(),
  recordedMs: z.number(),
  /** Of the kept episodes, in the protocol's order. */
  phases: z.array(phaseMinutesSchema),
  reasons: z.array(z.object({ reason: z.string(), episodes: z.int() })),
});

const whoSchema = z.object({
  id: z.string(),
  operator: z.string(),
  task: z.string(),
  protocol: z.string(),
  /** Nothing is recorded. */
  isPractice: z.boolean(),
  /** What leads until the operator takes over, by its name; null for the operator alone. */
  policy: z.string().nullable(),
});

export const sessionViewSchema = z.object({ ...whoSchema.shape, ...tallySchema.shape });

/** A session that has ended, until the next one begins. */
export const sessionSummarySchema = z.object({
  ...sessionViewSchema.shape,
  startedAt: z.string(),
  /** From its start to its end. */
  tookMs: z.number(),
});

/** How much of a protocol the dataset holds, against what is wanted. */
export const quotaSchema = z.object({
  protocol: z.string(),
  /** Null where nobody has set one. */
  targetMs: z.number().nullable(),
  recordedMs: z.number(),
  episodes: z.int(),
  phases: z.array(phaseMinutesSchema),
});

/** Requests of the collect screens beside those that drive a session. */
export const collectRequestSchemas = {
  /** The summary has been read. */
  'session.dismiss': { params: none, value: none },
  /** How many minutes of a protocol the dataset shall hold; null wants no number. */
  'quota.set': {
    params: z.object({
      protocol: protocolNameSchema,
      minutes: z.number().positive().max(100_000).nullable(),
    }),
    value: none,
  },
  /** A protocol as its file has it; `isOwn` where the file is the dataset's. */
  'protocols.read': {
    params: z.object({ name: protocolNameSchema }),
    value: z.object({ text: z.string(), isOwn: z.boolean() }),
  },
  /** Into the dataset's own folder. A changed protocol must have a higher version than the one it replaces. */
  'protocols.save': {
    // Quoted, it must fit into one message.
    params: z.object({ text: z.string().max(30_000) }),
    value: z.object({ name: z.string(), version: z.int(), file: z.string() }),
  },
  /** How this phase looked near its end when it was last kept, for the same protocol and task. */
  'coach.example': {
    params: z.object({ protocol: protocolNameSchema, task: z.string(), phase: z.string() }),
    value: z.object({
      example: z.object({ episode: episodeIdSchema, row: z.int(), camera: z.string() }).nullable(),
    }),
  },
} as const;

export type PreflightCheck = z.infer<typeof preflightCheckSchema>;
export type Tally = z.infer<typeof tallySchema>;
export type SessionView = z.infer<typeof sessionViewSchema>;
export type SessionSummary = z.infer<typeof sessionSummarySchema>;
export type Quota = z.infer<typeof quotaSchema>;
