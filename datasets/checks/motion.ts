import type { EpisodeView } from './check.ts';
import { columnOf } from './numbers.ts';

/** Units of the quantities that say where a robot is. */
const POSITION_UNITS = ['m', 'rad'];
/** Units of the quantities that are commanded as speeds. */
const SPEED_UNITS = ['m/s', 'rad/s'];

export interface Quantity {
  name: string;
  unit: string;
  values: Float64Array;
}

/** The state's positions, T + 1 values each. */
export function positionsOf({ manifest, series }: EpisodeView): Quantity[] {
  return quantities(manifest.head.state, series.state, POSITION_UNITS);
}

/** The action's speeds, T values each. */
export function speedsOf({ manifest, series }: EpisodeView): Quantity[] {
  return quantities(manifest.head.action, series.action, SPEED_UNITS);
}

function quantities(
  { names, units }: { names: string[]; units: string[] },
  rows: ArrayLike<number>,
  wanted: readonly string[],
): Quantity[] {
  return names.flatMap((name, index) => {
    const unit = units[index]!;
    return wanted.includes(unit) ? [{ name, unit, values: columnOf(rows, names.length, index) }] : [];
  });
}
