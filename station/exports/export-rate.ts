/** Long enough to bridge an episode without pictures, short enough to follow another one. */
const WINDOW_MS = 10_000;
const LEAST_MS = 2000;

/** How fast an export goes, over the last seconds. */
export class ExportRate {
  readonly #seen: { atMs: number; steps: number }[] = [];

  add(atMs: number, steps: number): void {
    // Threads and encoders take a while to start: the clock runs from the first step on.
    if (this.#seen.length === 1 && this.#seen[0]!.steps === steps) this.#seen.pop();
    this.#seen.push({ atMs, steps });
    while (this.#seen.length > 2 && this.#seen[1]!.atMs <= atMs - WINDOW_MS) this.#seen.shift();
  }

  /** Steps a second; null before there is enough to tell. */
  get perSecond(): number | null {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) return null;
    return ((last.steps - first.steps) * 1000) / (last.atMs - first.atMs);
  }
}
