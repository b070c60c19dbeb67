import { z } from 'zod';

const none = z.object({}).strict();
const episodeId = z.uuid();

const segmentSchema = z.object({
  phase: z.string(),
  attempt: z.int(),
  startMs: z.number(),
  endMs: z.number(),
});

export const episodeSummarySchema = z.object({
  id: episodeId,
  /** `damaged` ones have a message and little else. */
  state: z.enum(['recording', 'sealed', 'recovered', 'damaged']),
  startedAt: z.string(),
  operator: z.string(),
  task: z.string(),
  protocol: z.string(),
  outcome: z.enum(['success', 'failure', 'aborted']).nullable(),
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
  /** Age of each camera's frame at its row: the station's clock minus the source's stamp. */
  cameras: z.array(z.object({ name: z.string(), ageMs: z.array(z.number()) })),
});

/**
 * Every intent a screen can send: its parameters and its answer. The station validates the parameters, the
 * screen the answer. Pictures of episodes go by `GET /episodes/<id>/frames/<camera>/<row>.jpg`.
 */
export const requestSchemas = {
  'session.start': {
    params: z.object({
      operator: z.string().trim().min(1).max(100),
      task: z.string().trim().min(1).max(500),
      protocol: z.string().min(1),
    }),
    value: none,
  },
  'session.end': { params: none, value: none },
  'episode.begin': { params: none, value: z.object({ id: episodeId }) },
  'episode.mark': { params: z.object({ transition: z.string() }), value: none },
  'episode.undo': { params: none, value: none },
  'episode.abort': { params: none, value: none },
  'episode.keep': { params: none, value: none },
  'episode.discard': { params: z.object({ reason: z.string().trim().min(1).max(500) }), value: none },
  'robot.stop': { params: none, value: none },
  'scene.reset': { params: none, value: none },
  'episodes.list': {
    params: none,
    value: z.object({ episodes: z.array(episodeSummarySchema) }),
  },
  'episodes.series': { params: z.object({ id: episodeId }), value: episodeSeriesSchema },
} as const;

export type RequestName = keyof typeof requestSchemas;
export type RequestParams<N extends RequestName> = z.input<(typeof requestSchemas)[N]['params']>;
export type RequestValue<N extends RequestName> = z.output<(typeof requestSchemas)[N]['value']>;
export type EpisodeSummary = z.infer<typeof episodeSummarySchema>;
export type EpisodeSeries = z.infer<typeof episodeSeriesSchema>;
