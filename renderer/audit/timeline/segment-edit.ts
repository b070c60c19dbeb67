import type { AuditEpisode } from '../../../core/contract/audit.ts';

export type Segment = AuditEpisode['segments'][number];

/**
 * The segments with the boundary between `index` and the next one moved to `atNs`, which is kept at least
 * `leastNs` away from the boundaries on either side. Nothing comes between two segments: they share it.
 */
export function moveBoundary(
  segments: readonly Segment[],
  index: number,
  atNs: number,
  leastNs: number,
): Segment[] {
  const before = segments[index]!;
  const after = segments[index + 1]!;
  const boundaryNs = Math.min(after.endNs - leastNs, Math.max(before.startNs + leastNs, atNs));
  return segments.map((segment, i) => {
    if (i === index) return { ...segment, endNs: boundaryNs };
    return i === index + 1 ? { ...segment, startNs: boundaryNs } : segment;
  });
}
