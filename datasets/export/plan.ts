import { AppError } from '../../core/errors.ts';
import { type Dataset, episodeFolder } from '../dataset.ts';
import { judgeEpisode } from '../episode/judged.ts';
import { type EpisodeReader, openEpisode } from '../episode/reader.ts';
import { applyRecipe } from '../recipes/apply.ts';
import { whyLeftOut } from '../recipes/filter.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { SampleCounts, Split, Trajectory } from '../recipes/trajectory.ts';
import type { FrozenEpisode } from '../version.ts';
import type { Layout } from './target.ts';

/** What a recipe makes of a stretch of an episode, without its data. */
export interface TrajectoryPlan {
  split: Split;
  task: string;
  steps: number;
  /** Steps of the episode that it covers, at the rate they were recorded at. */
  recordedSteps: number;
  /** Of the episode. */
  startNs: number;
  endNs: number;
  isTerminated: boolean;
  /** By stream. */
  samples: Record<string, SampleCounts>;
  layout: Layout;
}

/** What will become of an episode, as far as it can be known before its pictures are looked at. */
export type EpisodePlan =
  | { id: string; status: 'planned'; recordedSteps: number; trajectories: TrajectoryPlan[] }
  /** By the recipe. */
  | { id: string; status: 'left-out'; recordedSteps: number; reason: string }
  /** Damaged, or not as the others. */
  | { id: string; status: 'failed'; recordedSteps: number; reason: string };

/** Never fails for what is wrong with the episode: that is its plan. */
export async function planEpisode(
  dataset: Dataset,
  frozen: FrozenEpisode,
  recipe: Recipe,
): Promise<EpisodePlan> {
  const { id } = frozen;
  let recordedSteps = 0;
  let reader: EpisodeReader | null = null;
  try {
    reader = await openEpisode(episodeFolder(dataset, id));
    recordedSteps = reader.rowCount - 1;
    const applied = await trajectoriesOf(reader, frozen, recipe);
    if ('reason' in applied) return { id, status: 'left-out', recordedSteps, reason: applied.reason };
    return { id, status: 'planned', recordedSteps, trajectories: applied.trajectories.map(planOf) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, status: 'failed', recordedSteps, reason: error.message };
  } finally {
    await reader?.close();
  }
}

/** @throws AppError `invalid-input`, `corrupt`, `io` */
export async function trajectoriesOf(
  reader: EpisodeReader,
  frozen: FrozenEpisode,
  recipe: Recipe,
): Promise<{ reason: string } | { trajectories: Trajectory[] }> {
  const { manifest } = reader;
  const series = await reader.series();
  const judged = judgeEpisode(manifest, Array.from(series.timeNs, Number), frozen);
  const reason = whyLeftOut(recipe, manifest, frozen, judged.segments);
  if (reason !== null) return { reason };
  const trajectories = applyRecipe({ manifest, series, judged }, recipe);
  return trajectories.length === 0 ? { reason: 'the recipe keeps no step of it' } : { trajectories };
}

function planOf(trajectory: Trajectory): TrajectoryPlan {
  const { split, task, steps, recordedSteps, timesNs, isTerminated, samples } = trajectory;
  const { stateNames, actionNames, cameras, hz } = trajectory;
  return {
    split,
    task,
    steps,
    recordedSteps,
    startNs: Number(timesNs[0]),
    endNs: Number(timesNs.at(-1)),
    isTerminated,
    samples,
    layout: {
      stateNames,
      actionNames,
      cameras: cameras.map(({ name, encoding, widthPx, heightPx }) => ({
        name,
        encoding,
        widthPx,
        heightPx,
      })),
      hz,
    },
  };
}
