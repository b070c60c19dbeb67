import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ValueRow {
  episode: string;
  step: number;
  phase: string;
  value: number;
  /** The discounted reward to the end, as recorded. */
  returnToGo: number;
  heightM: number;
  riseMps: number;
  widthM: number;
}

/**
 * Where a try is decided but hand and table look alike: the closed gripper rises through these heights, whether
 * or not it holds the collar. Later, a success is told by the height alone, which anything can learn.
 */
const RISING = { leastM: 0.08, mostM: 0.13, leastMps: 0.02, closedM: 0.04 };

/** What a run's value function said along held-out episodes; null for a run that has none. */
export function readValues(folder: string): ValueRow[] | null {
  const path = join(folder, 'values.csv');
  if (!existsSync(path)) return null;
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const column = (name: string): number => header!.split(',').indexOf(name);
  const [episode, step, phase, value, returnToGo] = ['episode', 'step', 'phase', 'value', 'return_to_go'].map(
    column,
  );
  const [height, rise, width] = ['gantry_z.position', 'gantry_z.velocity', 'gripper_width.position'].map(
    column,
  );
  return lines.map((line) => {
    const cells = line.split(',');
    return {
      episode: cells[episode!]!,
      step: Number(cells[step!]),
      phase: cells[phase!]!,
      value: Number(cells[value!]),
      returnToGo: Number(cells[returnToGo!]),
      heightM: Number(cells[height!]),
      riseMps: Number(cells[rise!]),
      widthM: Number(cells[width!]),
    };
  });
}

/** How surely the value tells a grasp that holds from one that failed: the area under the ROC curve. */
export function graspAuc(rows: readonly ValueRow[]): number {
  const holds = risesOf(rows, 'success');
  const failed = risesOf(rows, 'failure');
  let wins = 0;
  for (const good of holds) {
    for (const bad of failed) wins += good > bad ? 1 : good === bad ? 0.5 : 0;
  }
  return wins / (holds.length * failed.length);
}

/** The mean value and the mean return of the steps of a phase. */
export function meansOf(rows: readonly ValueRow[], inPhase: string): { value: number; returnToGo: number } {
  const own = rows.filter(({ phase }) => phase === inPhase);
  const mean = (of: (row: ValueRow) => number): number =>
    own.reduce((sum, row) => sum + of(row), 0) / own.length;
  return { value: mean(({ value }) => value), returnToGo: mean(({ returnToGo }) => returnToGo) };
}

function risesOf(rows: readonly ValueRow[], inPhase: string): number[] {
  return rows
    .filter(
      ({ phase, heightM, riseMps, widthM }) =>
        phase === inPhase &&
        heightM >= RISING.leastM &&
        heightM < RISING.mostM &&
        riseMps > RISING.leastMps &&
        widthM < RISING.closedM,
    )
    .map(({ value }) => value);
}
