import type { EpisodeHead, Finding } from '../../datasets/episode/manifest.ts';
import type { Outcome, Progress, Segment } from '../../protocols/phases.ts';
import type { StreamSample } from '../stream.ts';
import type { NewEvent } from './phase-log.ts';

/** An episode that has ended, before anyone decided about it. */
export interface EndedEpisode {
  head: EpisodeHead;
  outcome: Outcome;
  durationNs: number;
  segments: readonly Segment[];
  findings: readonly Finding[];
  counts: { steps: number };
}

/** One episode under way, recorded or only practised. */
export interface EpisodeRun {
  readonly head: EpisodeHead;
  /** What a power cut now would leave; 0 in practice. */
  readonly durableNs: bigint;
  readonly bytesWritten: number;
  readonly steps: number;
  elapsedNs(nowNs: bigint): bigint;
  progress(nowNs: bigint): Progress;
  addEvent(event: NewEvent, nowNs: bigint): void;
  addPredicate(sample: StreamSample<boolean>): void;
  step(nowNs: bigint): void;
  seal(nowNs: bigint): Promise<EndedEpisode>;
  /** When it cannot be sealed: nothing touches its files any more when this resolves. */
  abandon(): Promise<void>;
}
