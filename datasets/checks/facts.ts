import { z } from 'zod';
import type { EpisodeView } from './check.ts';
import { positionsOf } from './motion.ts';
import { segmentsMeantTo } from './phase-intents.ts';
import { streamLatencies } from './stream-latency.ts';

/** A table or a space has no more. */
const AXES = 3;

/** What the pictures of a whole dataset need of each episode. */
export const factsSchema = z.object({
  /** The positions with which the robot's state begins. */
  axes: z.array(z.object({ name: z.string(), unit: z.string() })),
  /** Where they were when a failure, or the success that the episode ended in, ended. */
  endings: z.array(z.object({ ending: z.enum(['failure', 'success']), at: z.array(z.number()) })),
  /** By stream that came: bucket of the latency to messages in it; see `stream-latency.ts`. */
  latency: z.record(
    z.string(),
    z.object({ p99Ms: z.number(), counts: z.record(z.string(), z.int().min(0)) }),
  ),
});

export type Facts = z.output<typeof factsSchema>;

export function factsOf(episode: EpisodeView): Facts {
  const axes = positionsOf(episode).slice(0, AXES);
  const at = (step: number) => axes.map(({ values }) => values[Math.min(step, values.length - 1)] ?? 0);
  const failures = segmentsMeantTo(episode, 'fail');
  const successes = episode.outcome === 'success' ? segmentsMeantTo(episode, 'succeed').slice(-1) : [];
  return {
    axes: axes.map(({ name, unit }) => ({ name, unit })),
    endings: [
      ...failures.map(({ endStep }) => ({ ending: 'failure' as const, at: at(endStep) })),
      ...successes.map(({ endStep }) => ({ ending: 'success' as const, at: at(endStep) })),
    ],
    latency: streamLatencies(episode.series),
  };
}
