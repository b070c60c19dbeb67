import { constants } from 'node:os';
import type { ExportCounts, ExportPreview } from '../../core/contract/export.ts';
import { AppError } from '../../core/errors.ts';
import { ExportPool } from './export-pool.ts';
import { assertFfmpeg } from './ffmpeg.ts';
import type { EpisodePlan, TrajectoryPlan } from './plan.ts';
import { infoOf, planExport, plannedOf } from './plan-export.ts';
import { type ExportJob, provenanceOf } from './run-export.ts';

/** A screen shows so many; the totals are of all. */
const MOST_EPISODES = 500;

const ORDER: readonly EpisodePlan['status'][] = ['failed', 'left-out', 'planned'];

/** What an export would do. Nothing is written. */
export async function previewExport(
  job: Pick<ExportJob, 'dataset' | 'version' | 'recipe' | 'target'>,
): Promise<ExportPreview> {
  const { dataset, version, recipe, target } = job;
  // Somebody waits for it; what is recorded meanwhile comes first all the same.
  const priority = constants.priority.PRIORITY_BELOW_NORMAL;
  const pool = new ExportPool({ dataset, recipe, target: target.name, priority });
  let plans: EpisodePlan[];
  try {
    plans = await planExport(pool, version, recipe, target);
  } finally {
    await pool.close();
  }
  const countOf = (status: EpisodePlan['status']) => plans.filter((plan) => plan.status === status).length;
  const planned = plans.filter((plan) => plan.status === 'planned');
  const trajectories = plannedOf(plans);
  return {
    totals: {
      ...countsOf(trajectories, sum(planned.map(({ recordedSteps }) => recordedSteps))),
      episodes: plans.length,
      planned: planned.length,
      leftOut: countOf('left-out'),
      failed: countOf('failed'),
      validation: trajectories.filter(({ split }) => split === 'validation').length,
    },
    refusal: await refusalOf(job, plans),
    episodes: plans
      .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
      .slice(0, MOST_EPISODES)
      .map((plan) => ({
        id: plan.id,
        status: plan.status,
        reason: 'reason' in plan ? plan.reason : null,
        ...countsOf(plannedOf([plan]), plan.recordedSteps),
      })),
  };
}

function countsOf(trajectories: readonly TrajectoryPlan[], recordedSteps: number): ExportCounts {
  const samples = trajectories.flatMap((trajectory) => Object.values(trajectory.samples));
  const keptSteps = sum(trajectories.map((trajectory) => trajectory.recordedSteps));
  return {
    trajectories: trajectories.length,
    steps: sum(trajectories.map(({ steps }) => steps)),
    keptSteps,
    maskedSteps: recordedSteps - keptSteps,
    samples: {
      duplicated: sum(samples.map(({ duplicated }) => duplicated)),
      dropped: sum(samples.map(({ dropped }) => dropped)),
      interpolated: sum(samples.map(({ interpolated }) => interpolated)),
    },
  };
}

async function refusalOf(
  job: Pick<ExportJob, 'dataset' | 'version' | 'recipe' | 'target'>,
  plans: readonly EpisodePlan[],
): Promise<string | null> {
  const info = infoOf(provenanceOf(job), plans);
  if (info === null) return 'No episode of this version is left to export.';
  try {
    if (job.target.hasVideo) await assertFfmpeg();
    job.target.open('', info);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
