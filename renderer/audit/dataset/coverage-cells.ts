import type { Statistics } from '../../../core/contract/statistics.ts';

/** Along the longer side. */
const CELLS = 20;
/** Shorter than this a side would be noise of a robot at rest. */
const SHORTEST_M = 0.02;
/** The station takes so many ids in a filter. */
const MOST_IDS = 1_000;

export interface Cell {
  column: number;
  row: number;
  failures: number;
  successes: number;
  ids: string[];
}

export interface CoverageCells {
  cells: Cell[];
  columns: number;
  rows: number;
  /** Of the first two axes. */
  low: [number, number];
  high: [number, number];
}

/** Points in squares of the first two axes; only squares with points. */
export function cellsOf(points: Statistics['coverage']['points']): CoverageCells {
  const range = (axis: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const { at } of points) {
      low = Math.min(low, at[axis] ?? 0);
      high = Math.max(high, at[axis] ?? 0);
    }
    const lacking = Math.max(0, SHORTEST_M - (high - low)) / 2;
    return [low - lacking, high + lacking];
  };
  const [x, y] = [range(0), range(1)];
  const size = Math.max(x[1] - x[0], y[1] - y[0]) / CELLS;
  const count = ([low, high]: [number, number]): number => Math.max(1, Math.ceil((high - low) / size - 1e-9));
  const [columns, rows] = [count(x), count(y)];
  const cells = new Map<number, Cell>();
  for (const { id, ending, at } of points) {
    const column = Math.min(columns - 1, Math.floor(((at[0] ?? 0) - x[0]) / size));
    const row = Math.min(rows - 1, Math.floor(((at[1] ?? 0) - y[0]) / size));
    const key = row * columns + column;
    const cell = cells.get(key) ?? { column, row, failures: 0, successes: 0, ids: [] };
    cells.set(key, cell);
    if (ending === 'failure') cell.failures += 1;
    else cell.successes += 1;
    if (cell.ids.length < MOST_IDS && !cell.ids.includes(id)) cell.ids.push(id);
  }
  return { cells: [...cells.values()], columns, rows, low: [x[0], y[0]], high: [x[1], y[1]] };
}
