import type { SampleCounts, Split } from '../recipes/trajectory.ts';
import type { Provenance } from './target.ts';

/** The name of the report in an export's folder. */
export const REPORT_FILE = 'retrace-export.json';

export interface TrajectoryReport {
  /** Its number in the export. */
  index: number;
  split: Split;
  steps: number;
  /** Of the episode. */
  startNs: number;
  endNs: number;
  isTerminated: boolean;
  /** By stream. */
  samples: Record<string, SampleCounts>;
}

export type EpisodeResult =
  | { id: string; status: 'written'; trajectories: TrajectoryReport[] }
  /** By the recipe. */
  | { id: string; status: 'left-out'; reason: string }
  /** Damaged, or not as the others. */
  | { id: string; status: 'failed'; reason: string };

/** What became of each episode of the version: `retrace-export.json`, beside the data. No date: equal exports are equal. */
export interface ExportReport extends Provenance {
  format: 1;
  target: string;
  totals: {
    trajectories: number;
    steps: number;
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
  const countOf = (status: EpisodeResult['status']) => episodes.filter((e) => e.status === status).length;
  return {
    format: 1,
    target,
    ...provenance,
    totals: {
      trajectories: trajectories.length,
      steps: sum(trajectories.map(({ steps }) => steps)),
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
