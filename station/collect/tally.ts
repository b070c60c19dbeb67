import type { Tally } from '../../core/contract/collect.ts';
import type { Segment } from '../../protocols/phases.ts';

export const NOTHING_DONE: Tally = { kept: 0, discarded: 0, recordedMs: 0, phases: [], reasons: [] };

export interface Counted {
  durationNs: number;
  segments: readonly Segment[];
}

/** With one more episode kept. */
export function withKept(tally: Tally, { durationNs, segments }: Counted): Tally {
  return {
    ...tally,
    kept: tally.kept + 1,
    recordedMs: tally.recordedMs + durationNs / 1e6,
    phases: withSegments(tally.phases, segments),
  };
}

/** With one more episode discarded. */
export function withDiscarded(tally: Tally, reason: string): Tally {
  const known = tally.reasons.some((entry) => entry.reason === reason);
  return {
    ...tally,
    discarded: tally.discarded + 1,
    reasons: known
      ? tally.reasons.map((entry) =>
          entry.reason === reason ? { reason, episodes: entry.episodes + 1 } : entry,
        )
      : [...tally.reasons, { reason, episodes: 1 }],
  };
}

/** Minutes are what is compared, never episodes: a phase's time is the sum of its segments. */
export function withSegments(phases: Tally['phases'], segments: readonly Segment[]): Tally['phases'] {
  const byPhase = new Map(phases.map((entry) => [entry.phase, entry]));
  for (const { phase, startNs, endNs } of segments) {
    const { ms, segments: count } = byPhase.get(phase) ?? { ms: 0, segments: 0 };
    byPhase.set(phase, { phase, ms: ms + (endNs - startNs) / 1e6, segments: count + 1 });
  }
  return [...byPhase.values()];
}
