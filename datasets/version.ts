import { z } from 'zod';
import type { JsonFormat } from './migrations.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 as 64 hexadecimal digits');

/** Becomes a file's name. */
export const versionNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'expected a name of letters, digits, ".", "_" and "-", such as "tshirt-2026-11"',
  );

/** One episode of a version: which bytes, and what people had decided about them. */
const frozenEpisodeSchema = z.object({
  id: z.uuid(),
  /** Of `episode.arrow`. */
  sha256: sha256Schema,
  verdict: z.enum(['accept', 'reject']).nullable(),
  /** Left out where the manifest's own holds. */
  task: z.string().min(1).optional(),
  /** Each is null where the manifest's own holds. */
  outcome: z.enum(['success', 'failure', 'aborted']).nullable(),
  segments: z
    .array(
      z.object({
        phase: z.string().min(1),
        attempt: z.int().min(0),
        startNs: z.int().min(0),
        endNs: z.int().min(0),
      }),
    )
    .nullable(),
  trim: z.object({ startNs: z.int().min(0), endNs: z.int().min(0) }).nullable(),
});

/** `versions/<name>.json`: a list of episodes with their decisions, frozen at one instant. */
export const versionSchema = z.object({
  format: z.literal(1),
  name: versionNameSchema,
  frozenAt: z.iso.datetime(),
  by: z.string().min(1),
  /** How the episodes were chosen, for people: name of the condition to its value. */
  filter: z.record(z.string(), z.string()),
  /** Oldest first. */
  episodes: z.array(frozenEpisodeSchema),
  /** Of the episodes as JSON without white space: equal for two versions of the same contents. */
  sha256: sha256Schema,
});

export const VERSION: JsonFormat<typeof versionSchema> = { schema: versionSchema, migrations: [] };

export type Version = z.output<typeof versionSchema>;
export type FrozenEpisode = Version['episodes'][number];
