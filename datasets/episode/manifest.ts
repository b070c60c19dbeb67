import { z } from 'zod';
import { phaseEventSchema } from '../../protocols/phases.ts';

/** Format of `episode.json` and `episode.arrow` that this code writes; newer ones are refused. */
export const EPISODE_FORMAT = 1;

/** Nanoseconds that can exceed 2^53: `bigint` in code, a string of digits in JSON. */
const nsSchema = z
  .string()
  .regex(/^-?\d{1,19}$/, 'expected nanoseconds as a string of digits')
  .transform((text) => BigInt(text));

/** Becomes part of a column's name, so no dots; and of a struct's field, so nothing a query must escape. */
const streamNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a name of letters, digits, _ and -, such as "wrist"');

const cameraSchema = z.object({
  name: streamNameSchema,
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** Of the bytes as the camera sent them; they are stored as they came. */
  encoding: z.enum(['jpeg', 'png']),
});

const vectorSchema = z
  .object({ names: z.array(z.string().min(1)).min(1), units: z.array(z.string()) })
  .refine(({ names, units }) => units.length === names.length, {
    path: ['units'],
    message: 'expected as many units as names',
  })
  .meta({ id: 'quantities' });

const extraSchema = z.object({
  name: streamNameSchema,
  kind: z.enum(['vector', 'image', 'text']),
  /** Of a vector's elements; a vector without names may change its length. */
  names: z.array(z.string()).optional(),
  units: z.array(z.string()).optional(),
});

/** All that is known when an episode begins. It stands in the manifest and in the Arrow schema's metadata. */
export const episodeHeadSchema = z
  .object({
    id: z.uuidv7(),
    sessionId: z.string().min(1),
    operator: z.string().min(1),
    task: z.string().min(1),
    /** `definition` is the whole protocol, so that an episode never depends on a file that may change. */
    protocol: z.object({ name: z.string().min(1), version: z.int().min(1), definition: z.unknown() }),
    /** Every phase that a row or a segment may name. */
    phases: z.array(z.string().min(1)).min(1).refine(areUnique, 'expected each phase once'),
    robotProfile: z.object({ name: z.string().min(1), definition: z.unknown() }),
    cameras: z.array(cameraSchema).refine(haveUniqueNames, 'expected each camera once'),
    state: vectorSchema,
    action: vectorSchema,
    /** Everything that a row has a stamp of: cameras and state streams. */
    streams: z.array(streamNameSchema).min(1).refine(areUnique, 'expected each stream once'),
    extras: z.array(extraSchema).refine(haveUniqueNames, 'expected each extra stream once'),
    stepHz: z.number().positive(),
    /** How often a stream was to send, where that is known. */
    streamHz: z.record(z.string(), z.number().positive()).optional(),
    startedAtWallNs: nsSchema,
    clock: z.enum(['system', 'simulated']),
    software: z.object({ name: z.string(), version: z.string() }),
    /** What led beside the operator, if anything did; `sha256` of its file. Which steps it led, they say. */
    policy: z.object({ name: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
    /** The robot's clock minus the station's, as estimated when the episode began. */
    clockOffset: z.object({ offsetNs: nsSchema, errorNs: z.number().min(0), method: z.string() }).optional(),
  })
  .refine(({ cameras, streams }) => cameras.every(({ name }) => streams.includes(name)), {
    path: ['streams'],
    message: 'expected every camera among the streams',
  })
  .meta({ id: 'head' });

const outcomeSchema = z.enum(['success', 'failure', 'aborted']);

export const findingSchema = z
  .object({
    code: z.string().min(1),
    severity: z.enum(['info', 'warning', 'error']),
    message: z.string().min(1),
  })
  .meta({ id: 'finding' });

/**
 * A stretch in one phase: `[startNs, endNs)` since the episode began, and the steps `[startStep, endStep)`
 * whose rows lie in it. The final observation, row T, is no step of any segment.
 */
export const stepSegmentSchema = z
  .object({
    phase: z.string().min(1),
    attempt: z.int().min(0),
    startNs: z.int().min(0),
    endNs: z.int().min(0),
    startStep: z.int().min(0),
    endStep: z.int().min(0),
  })
  .meta({ id: 'segment' });

/** In ms. What may be missing is so in episodes of earlier programs. */
const spreadSchema = z
  .object({
    mean: z.number().optional(),
    sd: z.number().min(0).optional(),
    p50: z.number(),
    p95: z.number(),
    p99: z.number().optional(),
    max: z.number(),
  })
  .meta({ id: 'spread' });

/** What rows used of a stream. */
export const streamTimingSchema = z
  .object({
    /** Different messages, those between two rows among them. */
    messages: z.int().min(0),
    /** Of every message: its arrival here minus its stamp. For `echo`: the way to the robot's side and back. */
    latencyMs: spreadSchema.optional(),
    /** Of streams that rows use: time of the row minus stamp of the message that it used. */
    ageMs: spreadSchema.optional(),
    /** Of cameras: how far the picture is behind the newest one in its row. */
    skewMs: spreadSchema.optional(),
  })
  .meta({ id: 'timing' });

const commonShape = { format: z.literal(EPISODE_FORMAT), head: episodeHeadSchema };

const endShape = {
  sealedAt: z.iso.datetime(),
  outcome: outcomeSchema,
  /** Time of the last row. */
  durationNs: z.int().min(0),
  /** Rows are steps + 1: the last one has the final observation and no action. */
  counts: z
    .object({
      rows: z.int().min(1),
      steps: z.int().min(0),
      /** Samples of each extra stream. */
      extras: z.record(z.string(), z.int().min(0)),
    })
    .refine(({ rows, steps }) => rows === steps + 1, {
      path: ['steps'],
      message: 'expected one step less than rows',
    }),
  events: z.array(phaseEventSchema),
  segments: z.array(stepSegmentSchema),
  findings: z.array(findingSchema),
  /** By stream; those that never came are left out. */
  timing: z.record(z.string(), streamTimingSchema).optional(),
  /** What the task's own test said at the end; null where it could not tell. */
  predicate: z.object({ isTrue: z.boolean().nullable() }).optional(),
  file: z.object({ bytes: z.int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
};

const recordingSchema = z.object({ ...commonShape, state: z.literal('recording') });
const sealedSchema = z.object({ ...commonShape, ...endShape, state: z.literal('sealed') });
const recoveredSchema = z.object({
  ...commonShape,
  ...endShape,
  state: z.literal('recovered'),
  recovery: z.object({
    reason: z.string(),
    /** Bytes behind the last complete batch, which could not be kept in the file. */
    droppedBytes: z.int().min(0),
  }),
});

/** `episode.json`. Times of day are ISO 8601 in UTC. */
export const episodeManifestSchema = z.discriminatedUnion('state', [
  recordingSchema,
  sealedSchema,
  recoveredSchema,
]);

export type EpisodeHead = z.output<typeof episodeHeadSchema>;
export type ExtraStream = EpisodeHead['extras'][number];
export type EpisodeManifest = z.output<typeof episodeManifestSchema>;
export type SealedManifest = Exclude<EpisodeManifest, { state: 'recording' }>;
export type StepSegment = z.output<typeof stepSegmentSchema>;
export type Spread = z.output<typeof spreadSchema>;
export type StreamTiming = z.output<typeof streamTimingSchema>;
export type Finding = z.output<typeof findingSchema>;

/** What the station says when it seals an episode; steps, counts and hashes are the writer's to add. */
export type EpisodeEnd = Pick<SealedManifest, 'outcome' | 'events' | 'findings' | 'timing' | 'predicate'> & {
  segments: Omit<StepSegment, 'startStep' | 'endStep'>[];
};

function areUnique(names: string[]): boolean {
  return new Set(names).size === names.length;
}

function haveUniqueNames(items: { name: string }[]): boolean {
  return areUnique(items.map(({ name }) => name));
}
