import type { Finding } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';

/** Looks at an episode row by row, in memory that does not grow with it, and says at the end what it found. */
export interface Check {
  add(row: StepRow): void;
  findings(): Finding[];
}

/** A defect that may come again and again: how often, and where first. */
export class Sightings {
  count = 0;
  firstNs = 0n;

  add(timeNs: bigint): void {
    if (this.count === 0) this.firstNs = timeNs;
    this.count += 1;
  }

  /** "first at 12.4 s" */
  get first(): string {
    return `first at ${secondsOf(this.firstNs)}`;
  }
}

/** What was made before the episode began counts as made at its begin. */
export function secondsOf(ns: bigint): string {
  return `${(Math.max(0, Number(ns)) / 1e9).toFixed(1)} s`;
}
