import type { EpisodeSeries } from '../../../core/contract/requests.ts';

/** A position has up to three axes. */
const MOST_AXES = 3;

/**
 * Where the gripper was at each row, x, y, z: the position quantities that the robot's state begins with. Null
 * when the state does not begin with at least two of them.
 */
export function positionsOf(state: EpisodeSeries['state']): Float32Array | null {
  const firstOther = state.findIndex(({ unit }) => unit !== 'm');
  const axes = state.slice(0, firstOther < 0 ? state.length : firstOther).slice(0, MOST_AXES);
  if (axes.length < 2) return null;
  const rows = axes[0]!.values.length;
  const points = new Float32Array(rows * 3);
  for (const [i, { values }] of axes.entries()) {
    for (let row = 0; row < rows; row += 1) points[row * 3 + i] = values[row]!;
  }
  return points;
}

/** The colour of each row, by the segment that it is in. */
export function colorsOfRows(
  timesMs: readonly number[],
  segments: readonly { startNs: number; endNs: number; phase: string }[],
  colorOf: (phase: string) => string,
): string[] {
  let index = 0;
  return timesMs.map((timeMs) => {
    while (index < segments.length - 1 && timeMs * 1e6 >= segments[index]!.endNs) index += 1;
    return colorOf(segments[index]?.phase ?? '');
  });
}
