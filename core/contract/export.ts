import { z } from 'zod';
import { episodeIdSchema } from './episode.ts';

const none = z.object({}).strict();
const nameSchema = z.string().trim().min(1).max(64);

/** What is exported, how, and in which format. */
const choiceSchema = z.object({ version: nameSchema, recipe: nameSchema, target: nameSchema });

/** What becomes of samples when they are put on the grid of the export, over all streams. */
const samplesSchema = z.object({ duplicated: z.int(), dropped: z.int(), interpolated: z.int() });

const countsSchema = z.object({
  trajectories: z.int(),
  /** Of the export, at its rate. */
  steps: z.int(),
  /** Of the episodes, at the rate they were recorded at: kept by the recipe, and masked. */
  keptSteps: z.int(),
  maskedSteps: z.int(),
  samples: samplesSchema,
});

const previewEpisodeSchema = countsSchema.extend({
  id: episodeIdSchema,
  status: z.enum(['planned', 'left-out', 'failed']),
  /** Why it is left out, or cannot be exported; null where it is planned. */
  reason: z.string().nullable(),
});

const previewTotalsSchema = countsSchema.extend({
  episodes: z.int(),
  planned: z.int(),
  leftOut: z.int(),
  failed: z.int(),
  /** Trajectories that go to the validation. */
  validation: z.int(),
});

const previewSchema = z.object({
  totals: previewTotalsSchema,
  /** Why nothing can be exported so; null where it can. */
  refusal: z.string().nullable(),
  /** At most 500, those with a reason first. */
  episodes: z.array(previewEpisodeSchema),
});

const progressSchema = z.object({
  /** `finishing`: what stands for all episodes is written, and all goes to the disk. */
  stage: z.enum(['planning', 'writing', 'finishing']),
  episodes: z.int(),
  /** That are planned, or written. */
  episodesDone: z.int(),
  /** Of the export; 0 until it is planned. */
  steps: z.int(),
  stepsDone: z.int(),
});

/** An export that has ended. */
export const pastExportSchema = z.object({
  /** When it began; ISO 8601 in UTC. */
  at: z.iso.datetime(),
  by: z.string(),
  version: z.string(),
  recipe: z.string(),
  target: z.string(),
  /** The folder that was made. */
  out: z.string(),
  durationMs: z.int(),
  status: z.enum(['done', 'refused', 'cancelled']),
  /** Why it was refused, in words; null else. */
  message: z.string().nullable(),
  totals: z
    .object({ trajectories: z.int(), steps: z.int(), written: z.int(), leftOut: z.int(), failed: z.int() })
    .nullable(),
  /** Episodes that could not be exported and why; at most 100. */
  failed: z.array(z.object({ id: episodeIdSchema, reason: z.string() })),
});

/** Requests of the exports screen. At most one export or preview is under way. */
export const exportRequestSchemas = {
  'exports.options': {
    params: none,
    value: z.object({
      targets: z.array(
        z.object({ name: z.string(), title: z.string(), loader: z.string(), hasVideo: z.boolean() }),
      ),
      recipes: z.array(z.object({ name: z.string(), description: z.string(), isOwn: z.boolean() })),
      /** Files in the dataset's folder `recipes` that are none. */
      unreadable: z.array(z.object({ file: z.string(), message: z.string() })),
      /** Where exports go unless another folder is named. */
      folder: z.string(),
    }),
  },
  /** Plan it, in place of the preview that is under way or was made last. The answer is its number. */
  'exports.preview': { params: choiceSchema, value: z.object({ preview: z.int() }) },
  /** The preview of this number; null until it is ready. Refused when another one took its place. */
  'exports.previewed': {
    params: z.object({ preview: z.int() }),
    value: z.object({ preview: previewSchema.nullable() }),
  },
  /** `out` is a folder that does not exist yet; a relative one is below the folder of `exports.options`. */
  'exports.start': {
    params: choiceSchema.extend({ out: z.string().trim().min(1).max(1000), by: z.string().trim().max(100) }),
    value: none,
  },
  /** The same export goes on from where it stood when it is started again. */
  'exports.cancel': { params: none, value: none },
  'exports.state': {
    params: none,
    value: z.object({
      running: choiceSchema
        .extend({
          out: z.string(),
          elapsedMs: z.number(),
          progress: progressSchema,
          /** Over the last seconds; null before there is any. */
          stepsPerSecond: z.number().nullable(),
          leftMs: z.number().nullable(),
        })
        .nullable(),
      /** Newest first. */
      history: z.array(pastExportSchema),
    }),
  },
} as const;

type Value<N extends keyof typeof exportRequestSchemas> = z.infer<(typeof exportRequestSchemas)[N]['value']>;
export type ExportChoice = z.infer<typeof choiceSchema>;
export type ExportCounts = z.infer<typeof countsSchema>;
export type ExportPreview = z.infer<typeof previewSchema>;
export type ExportProgress = z.infer<typeof progressSchema>;
export type ExportOptions = Value<'exports.options'>;
export type ExportsState = Value<'exports.state'>;
export type RunningExport = NonNullable<ExportsState['running']>;
export type PastExport = z.infer<typeof pastExportSchema>;
