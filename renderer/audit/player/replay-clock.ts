import type { AuditEpisode } from '../../../core/contract/audit.ts';

/**
 * The row that stands at a time: the last one whose stamp is not later. Stamps rise but are not evenly
 * spaced, so nothing is computed from a rate. Before the first stamp it is row 0.
 */
export function rowAt(timesMs: readonly number[], timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesMs[middle]! <= timeMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** The stamp of the row that lies so many rows further, or of the first or last one. */
export function stepFrom(timesMs: readonly number[], timeMs: number, rows: number): number {
  const row = rowAt(timesMs, timeMs) + rows;
  return timesMs[Math.min(timesMs.length - 1, Math.max(0, row))] ?? 0;
}

/** Where `[` and `]` lead: begins of phases, marks of the operator and notes, rising, in milliseconds. */
export function marksOf({
  segments,
  lanes,
  history,
}: Pick<AuditEpisode, 'segments' | 'lanes' | 'history'>): number[] {
  const notes = history.flatMap(({ decision, isStanding }) =>
    decision.kind === 'note' && decision.atNs !== undefined && isStanding ? [decision.atNs] : [],
  );
  const atNs = [...segments.map(({ startNs }) => startNs), ...lanes.marks.map((mark) => mark.atNs), ...notes];
  return [...new Set(atNs)].sort((a, b) => a - b).map((ns) => ns / 1e6);
}

/** How near to a boundary one may stand and still mean the boundary before it. */
const AT_BOUNDARY_MS = 300;

/** The next begin of a phase in that direction, or the episode's own end. */
export function phaseFrom(
  startsMs: readonly number[],
  endMs: number,
  timeMs: number,
  direction: 1 | -1,
): number {
  if (direction === 1) return startsMs.find((start) => start > timeMs) ?? endMs;
  return startsMs.findLast((start) => start < timeMs - AT_BOUNDARY_MS) ?? 0;
}
