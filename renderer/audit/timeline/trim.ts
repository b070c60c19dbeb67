/** What is used of an episode, `[startNs, endNs)`. */
export interface Trim {
  startNs: number;
  endNs: number;
}

const NS_PER_MS = 1e6;

/** The stamp of a row in whole nanoseconds, as the file has it. */
export function rowNs(timesMs: readonly number[], row: number): number {
  return Math.round((timesMs[row] ?? 0) * NS_PER_MS);
}

/** All rows, the last one, too. */
export function wholeTrim(timesMs: readonly number[]): Trim {
  return { startNs: 0, endNs: rowNs(timesMs, timesMs.length - 1) + 1 };
}

/** Use the episode from this row on; null where that would leave no step. */
export function trimIn(timesMs: readonly number[], trim: Trim | null, row: number): Trim | null {
  return checked({ ...(trim ?? wholeTrim(timesMs)), startNs: rowNs(timesMs, row) }, timesMs);
}

/** This row is the last one that is used; null where that would leave no step. */
export function trimOut(timesMs: readonly number[], trim: Trim | null, row: number): Trim | null {
  const isLast = row >= timesMs.length - 1;
  const endNs = isLast ? wholeTrim(timesMs).endNs : rowNs(timesMs, row + 1);
  return checked({ ...(trim ?? wholeTrim(timesMs)), endNs }, timesMs);
}

/** First and last row in use. */
export function rowsIn(
  timesMs: readonly number[],
  { startNs, endNs }: Trim,
): { first: number; last: number } {
  const isIn = (_timeMs: number, row: number): boolean => {
    const ns = rowNs(timesMs, row);
    return ns >= startNs && ns < endNs;
  };
  return { first: timesMs.findIndex(isIn), last: timesMs.findLastIndex(isIn) };
}

/** A step needs two rows: what was seen, and what came of it. */
function checked(trim: Trim, timesMs: readonly number[]): Trim | null {
  const { first, last } = rowsIn(timesMs, trim);
  return first >= 0 && last > first ? trim : null;
}
