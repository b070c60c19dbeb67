import type { Outcome } from '../../protocols/phases.ts';

export type Split = 'train' | 'validation';

/** What became of a stream's samples on their way onto the grid: nothing is silent. */
export interface SampleCounts {
  /** Instants that show the same one sample as the instant before. */
  duplicated: number;
  /** Samples between the first and last instant that have no part in any instant. */
  dropped: number;
  /** Instants whose value was computed from several samples. */
  interpolated: number;
}

/** Which recorded picture each instant shows. */
export interface CameraTrack {
  name: string;
  encoding: 'jpeg' | 'png';
  widthPx: number;
  heightPx: number;
  /** T + 1 rows of the episode. */
  rows: Int32Array;
  /** When each picture was taken, in ns since the episode began: its stamp less the camera's latency. */
  takenNs: BigInt64Array;
}

/**
 * A stretch of an episode after a recipe: T steps and T + 1 observations at equal distances. Vectors lie row
 * after row. Pictures are named, not held.
 */
export interface Trajectory {
  episodeId: string;
  sessionId: string;
  /** Number of this stretch among those of its episode. */
  clip: number;
  split: Split;
  task: string;
  operator: string;
  protocol: string;
  outcome: Outcome;
  hz: number;
  steps: number;
  /** Steps of the episode that it covers, at the rate they were recorded at. */
  recordedSteps: number;
  /** T + 1, in ns since the episode began. */
  timesNs: BigInt64Array;
  stateNames: string[];
  state: Float32Array;
  actionNames: string[];
  action: Float32Array;
  /** T + 1, as they turned out to be. */
  phase: string[];
  attempt: Int16Array;
  /** T values each. */
  reward: Float32Array;
  discount: Float32Array;
  /** Of the last step; no other step has either flag. */
  isTerminated: boolean;
  isTruncated: boolean;
  cameras: CameraTrack[];
  samples: Record<string, SampleCounts>;
}
