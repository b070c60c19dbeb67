import type { JudgedEpisode } from '../episode/judged.ts';
import type { EpisodeHead, StepSegment } from '../episode/manifest.ts';
import { protocolOf } from '../episode/protocol-of.ts';
import type { EpisodeSeries } from '../episode/series.ts';
import type { Recipe } from './recipe.ts';

/** Steps `[startStep, endStep)` that follow each other, with the observation at `endStep`. */
export interface Clip {
  startStep: number;
  endStep: number;
}

/** The stretches of an episode that a recipe's mask keeps; segments that touch become one. */
export function maskedClips(
  head: EpisodeHead,
  judged: Pick<JudgedEpisode, 'startRow' | 'endRow' | 'segments'>,
  mask: Recipe['mask'],
): Clip[] {
  const { startRow, endRow, segments } = judged;
  if (mask.keep === 'everything') return [{ startStep: startRow, endStep: endRow - 1 }];
  const clips: Clip[] = [];
  for (const { phase, startStep, endStep } of segments) {
    if (!isKept(head, mask, phase)) continue;
    const last = clips.at(-1);
    if (last?.endStep === startStep) last.endStep = endStep;
    else clips.push({ startStep, endStep });
  }
  return clips;
}

function isKept(
  head: EpisodeHead,
  mask: Exclude<Recipe['mask'], { keep: 'everything' }>,
  phase: StepSegment['phase'],
): boolean {
  if (mask.keep === 'phases') return mask.phases.includes(phase);
  const { phases } = protocolOf(head);
  const meaning = phases.find(({ name }) => name === phase)?.intent;
  return meaning !== undefined && mask.intents.includes(meaning);
}

/** The clip from the first row at which each of these streams had spoken; null where that leaves no step. */
export function withAllStreams(clip: Clip, series: EpisodeSeries, streams: readonly string[]): Clip | null {
  const { endStep } = clip;
  let { startStep } = clip;
  while (startStep < endStep && !streams.every((name) => series.stamps[name]?.isPresent[startStep] === 1)) {
    startStep += 1;
  }
  return startStep < endStep ? { startStep, endStep } : null;
}

/**
 * The clip without its begin and end in which no quantity of the state is further than `leastMove` from where it
 * was first or last; null where nothing moves at all.
 *
 * @param state rows of `width` values
 */
export function withoutIdle(clip: Clip, state: Float32Array, width: number, leastMove: number): Clip | null {
  const moved = (row: number, from: number): boolean => {
    for (let index = 0; index < width; index += 1) {
      if (Math.abs(state[row * width + index]! - state[from * width + index]!) > leastMove) return true;
    }
    return false;
  };
  let { startStep, endStep } = clip;
  while (startStep < clip.endStep && !moved(startStep + 1, clip.startStep)) startStep += 1;
  while (endStep > startStep && !moved(endStep - 1, clip.endStep)) endStep -= 1;
  return startStep < endStep ? { startStep, endStep } : null;
}
