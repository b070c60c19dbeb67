import { z } from 'zod';
import { parseJson } from '../../core/parse.ts';

const filterSchema = z.strictObject({
  /** `accepted`: a person said so. Rejected episodes are never used. */
  verdict: z.enum(['accepted', 'not-rejected']).default('not-rejected'),
  /** Any of these; null for every outcome. */
  outcomes: z
    .array(z.enum(['success', 'failure', 'aborted']))
    .min(1)
    .nullable()
    .default(null),
  /** Names of protocols, any of these. */
  protocols: z.array(z.string().min(1)).min(1).nullable().default(null),
  /** Phases that an episode must have, all of these. */
  phases: z.array(z.string().min(1)).min(1).nullable().default(null),
});

const maskSchema = z.discriminatedUnion('keep', [
  z.strictObject({ keep: z.literal('everything') }),
  /** Segments whose phase means this to its protocol, whatever it is called there. */
  z.strictObject({
    keep: z.literal('intents'),
    intents: z.array(z.enum(['succeed', 'fail', 'recover', 'free'])).min(1),
  }),
  z.strictObject({ keep: z.literal('phases'), phases: z.array(z.string().min(1)).min(1) }),
]);

const rewardSchema = z.discriminatedUnion('kind', [
  /** What the protocol gives for success, on the step that brought it. */
  z.strictObject({ kind: z.literal('protocol') }),
  z.strictObject({ kind: z.literal('sparse'), success: z.number() }),
  /** −1 on every step but the one that brought success, which has 0: the shortest way is the best. */
  z.strictObject({ kind: z.literal('minus-one-per-step') }),
]);

const resampleSchema = z.strictObject({
  /** Null for the rate that the episode was recorded at. */
  hz: z.number().positive().max(1000).nullable().default(null),
  /**
   * `latest`: the newest sample at the instant. `nearest`: the one closest to it, earlier or later.
   * `interpolated`: numbers on the line between two samples, actions as their mean over the step; images cannot
   * be, and are the nearest.
   */
  method: z.enum(['latest', 'nearest', 'interpolated']).default('nearest'),
});

const cropSchema = z.strictObject({
  leftPx: z.int().min(0),
  topPx: z.int().min(0),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
});

const imagesSchema = z.strictObject({
  /** Of the camera's picture, before it is made smaller. */
  crop: cropSchema.nullable().default(null),
  widthPx: z.int().positive().max(4096),
  heightPx: z.int().positive().max(4096),
});

/** How episodes become training data: one JSON file, of which each export keeps a copy. */
export const recipeSchema = z.strictObject({
  format: z.literal(1),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'expected a name of lower-case letters, digits and dashes'),
  description: z.string().default(''),
  filter: filterSchema.prefault({}),
  mask: maskSchema.default({ keep: 'everything' }),
  reward: rewardSchema.default({ kind: 'protocol' }),
  /** A step of d ms has the discount gamma^(d / everyMs): the same task is worth the same at any rate. */
  discount: z
    .strictObject({ gamma: z.number().positive().max(1), everyMs: z.number().positive() })
    .default({ gamma: 0.99, everyMs: 100 }),
  resample: resampleSchema.prefault({}),
  /**
   * By camera, or `state` or `action`. A camera's picture and the state were taken this long before their stamp;
   * a command takes effect this long after it was sent. With an entry, even 0, it is the stamp that counts and
   * not the row; without one, rows are used as the station saw them.
   */
  latencyMs: z.record(z.string(), z.number().min(-1000).max(1000)).default({}),
  /** Null for all. */
  cameras: z.array(z.string().min(1)).nullable().default(null),
  /** Null for pictures as they were recorded. */
  images: imagesSchema.nullable().default(null),
  /** Leave out the begin and end of a trajectory while nothing moves further than this, in units of the state. */
  trimIdle: z.strictObject({ leastMove: z.number().positive() }).nullable().default(null),
  /** Whole sessions go to one side, so that no two halves of one sitting are on both. */
  split: z
    .strictObject({ validation: z.number().min(0).max(1), seed: z.int().min(0).default(0) })
    .nullable()
    .default(null),
});

export type Recipe = z.output<typeof recipeSchema>;

/** @throws AppError `invalid-input` with the path of each wrong field. */
export function parseRecipe(text: string, source: string): Recipe {
  return parseJson(recipeSchema, text, source);
}
