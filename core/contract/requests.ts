import { z } from 'zod';
import { auditRequestSchemas } from './audit.ts';
import { collectRequestSchemas } from './collect.ts';
import { episodeIdSchema, episodeSeriesSchema, episodeSummarySchema } from './episode.ts';
import { exportRequestSchemas } from './export.ts';
import { selfTestSchema } from './input.ts';
import { latencyViewSchema } from './latency.ts';
import { profileRequestSchemas } from './profiles.ts';
import { robotModelRequestSchemas } from './robot-model.ts';

const none = z.object({}).strict();

/**
 * Every intent a screen can send: its parameters and its answer. The station validates the parameters, the
 * screen the answer. Pictures of episodes go by `picture` messages, `GET /episodes/<id>/frames/<camera>/<row>.jpg`,
 * or all of a row at once by `GET /episodes/<id>/rows/<row>`.
 */
export const requestSchemas = {
  'session.start': {
    params: z.object({
      operator: z.string().trim().min(1).max(100),
      task: z.string().trim().min(1).max(500),
      protocol: z.string().min(1),
      /** Everything but the recording. */
      isPractice: z.boolean().optional(),
      /** What leads until the operator takes over, by its name in the snapshot. */
      policy: z.string().min(1).max(300).optional(),
    }),
    value: none,
  },
  'session.end': { params: none, value: none },
  'episode.begin': { params: none, value: z.object({ id: episodeIdSchema }) },
  'episode.mark': { params: z.object({ transition: z.string() }), value: none },
  'episode.undo': { params: none, value: none },
  'episode.abort': { params: none, value: none },
  /** The robot goes back from the operator to the session's policy. */
  'episode.handToPolicy': { params: none, value: none },
  'episode.keep': { params: none, value: none },
  'episode.discard': { params: z.object({ reason: z.string().trim().min(1).max(500) }), value: none },
  'robot.stop': { params: none, value: none },
  'robot.latency': { params: none, value: latencyViewSchema },
  /** The operator has tried the device, with the robot held; the result is in the snapshot from then on. */
  'input.selfTest': { params: selfTestSchema, value: none },
  'scene.reset': { params: none, value: none },
  'episodes.list': {
    params: none,
    value: z.object({ episodes: z.array(episodeSummarySchema) }),
  },
  ...collectRequestSchemas,
  ...auditRequestSchemas,
  ...exportRequestSchemas,
  ...profileRequestSchemas,
  ...robotModelRequestSchemas,
  'episodes.series': { params: z.object({ id: episodeIdSchema }), value: episodeSeriesSchema },
} as const;

export type RequestName = keyof typeof requestSchemas;
export type RequestParams<N extends RequestName> = z.input<(typeof requestSchemas)[N]['params']>;
export type RequestValue<N extends RequestName> = z.output<(typeof requestSchemas)[N]['value']>;
export type EpisodeSummary = z.infer<typeof episodeSummarySchema>;
export type EpisodeSeries = z.infer<typeof episodeSeriesSchema>;
