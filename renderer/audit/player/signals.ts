import type { EpisodeSeries } from '../../../core/contract/requests.ts';

export type Signal = EpisodeSeries['state'][number];

/** Signals that share an axis: the same kind of quantity in the same unit. */
export interface SignalGroup {
  title: string;
  unit: string;
  signals: Signal[];
}

/** One group per unit, in the order in which the units first come. */
export function groupByUnit(title: string, signals: readonly Signal[]): SignalGroup[] {
  const groups = Map.groupBy(signals, (signal) => signal.unit);
  return [...groups].map(([unit, members]) => ({ title, unit, signals: members }));
}

/**
 * The names without what all of them share at their ends, so that a legend is short: `gantry_x.position` and
 * `gantry_y.position` become `gantry_x` and `gantry_y`.
 */
export function shortNames(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split('.'));
  const shortest = Math.min(...parts.map((part) => part.length));
  const shares = (at: (part: string[]) => string | undefined): boolean =>
    names.length > 1 && parts.every((part) => at(part) === at(parts[0]!));
  let head = 0;
  while (head < shortest - 1 && shares((part) => part[head])) head += 1;
  let tail = 0;
  while (tail < shortest - 1 - head && shares((part) => part.at(-1 - tail))) tail += 1;
  return parts.map((part) => part.slice(head, part.length - tail).join('.'));
}
