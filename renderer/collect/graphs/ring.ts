/** The newest values of some series over one time axis, in columns, as plots want them. */
export class Ring {
  readonly times: number[] = [];
  readonly series: (number | null)[][];
  readonly #keptMs: number;

  constructor(series: number, keptMs: number) {
    this.series = Array.from({ length: series }, () => []);
    this.#keptMs = keptMs;
  }

  /** @param timeMs on one clock; a time before the last one begins anew, as after a restart of the station */
  push(timeMs: number, values: readonly (number | null)[]): void {
    if (timeMs < (this.times.at(-1) ?? timeMs)) this.#drop(this.times.length);
    this.times.push(timeMs);
    for (const [i, column] of this.series.entries()) column.push(values[i] ?? null);
    const from = timeMs - this.#keptMs;
    this.#drop(this.times.findIndex((kept) => kept >= from));
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.times.splice(0, count);
    for (const column of this.series) column.splice(0, count);
  }
}
