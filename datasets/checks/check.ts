import type { Outcome } from '../../protocols/phases.ts';
import type { Finding, SealedManifest, StepSegment } from '../episode/manifest.ts';
import type { EpisodeSeries } from '../episode/series.ts';
import type { Picture } from './picture.ts';

/** `[startNs, endNs)` since the episode began. */
export interface Span {
  startNs: number;
  endNs: number;
}

/** What a check found; `spans` say where, and are empty for what is about the whole episode. */
export interface CheckFinding extends Finding {
  /** The camera or stream that it is about, where it is about one. */
  stream?: string;
  spans: Span[];
}

export interface CheckOutcome {
  findings: CheckFinding[];
  /** Numbers behind the findings, with or without any; units stand in the names. */
  measures: Record<string, number>;
}

/** An episode as a check sees it: outcome and segments as people judged them, pictures small and gray. */
export interface EpisodeView {
  manifest: SealedManifest;
  outcome: Outcome;
  segments: readonly StepSegment[];
  series: EpisodeSeries;
  /** Of all T + 1 rows. */
  timesNs: Float64Array;
  /** By camera, in the order of time; those of one row stand in it for every camera that had one. */
  pictures: Readonly<Record<string, readonly Picture[]>>;
}

/** Looks at one episode by itself. A changed check gets a higher version, and is run again. */
export interface EpisodeCheck {
  name: string;
  version: number;
  run(episode: EpisodeView): CheckOutcome;
}

export const NOTHING: CheckOutcome = { findings: [], measures: {} };
