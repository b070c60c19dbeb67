import type { SampleCounts } from '../recipes/trajectory.ts';
import type { EpisodePlan, TrajectoryPlan } from './plan.ts';
import type { Provenance } from './target.ts';

/** The name of the report in an export's folder. */
export const REPORT_FILE = 'retrace-export.json';

export interface TrajectoryReport extends Omit<TrajectoryPlan, 'layout' | 'task'> {
  /** Its number in the export. */
  index: number;
}

export type EpisodeResult =
  | { id: string; status: 'written'; recordedSteps: number; trajectories: TrajectoryReport[] }
  | Exclude<EpisodePlan, { status: 'planned' }>;

/** What became of each episode of the version: `retrace-export.json`, beside the data. No date: equal exports are equal. */
export interface ExportReport extends Provenance {
  format: 1;
  target: string;
  totals: {
    trajectories: number;
    steps: number;
    /** Steps of the written episodes that the recipe masks, at the rate they were recorded at. */
    maskedSteps: number;
    written: number;
    leftOut: number;
    failed: number;
    samples: SampleCounts;
  };
  episodes: EpisodeResult[];
}

export function reportOf(target: string, provenance: Provenance, episodes: EpisodeResult[]): ExportReport {
  const trajectories = episodes.flatMap((episode) =>
    episode.status === 'written' ? episode.trajectories : [],
  );
  const counts = trajectories.flatMap(({ samples }) => Object.values(samples));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const written = episodes.filter((episode) => episode.status === 'written');
  const countOf = (status: EpisodeResult['status']) => episodes.filter((e) => e.status === status).length;
  return {
    format: 1,
    target,
    ...provenance,
    totals: {
      trajectories: trajectories.length,
      steps: sum(trajectories.map(({ steps }) => steps)),
      maskedSteps:
        sum(written.map(({ recordedSteps }) => recordedSteps)) -
        sum(trajectories.map(({ recordedSteps }) => recordedSteps)),
      written: countOf('written'),
      leftOut: countOf('left-out'),
      failed: countOf('failed'),
      samples: {
        duplicated: sum(counts.map(({ duplicated }) => duplicated)),
        dropped: sum(counts.map(({ dropped }) => dropped)),
        interpolated: sum(counts.map(({ interpolated }) => interpolated)),
      },
    },
    episodes,
  };
}
