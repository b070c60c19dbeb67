/** A figure of a benchmark and what it must be. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: { atLeast: number } | { atMost: number };
}

/** Prints `name: value (target) ok|short` for each; the process fails when one is short. */
export function report(figures: readonly Figure[]): void {
  for (const { name, value, unit, target } of figures) {
    const isOk = 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
    const wanted = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
    console.log(`${name}: ${value.toFixed(2)} ${unit} (${wanted}) ${isOk ? 'ok' : 'short'}`);
    if (!isOk) process.exitCode = 1;
  }
}

/** By linear interpolation between the two nearest ranks. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)]!;
  const above = sorted[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}
