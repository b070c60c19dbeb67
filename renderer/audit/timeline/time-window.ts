import { createStore } from 'zustand/vanilla';

/** Closer than this a step fills the screen. */
const SHORTEST_MS = 200;

export interface TimeWindowState {
  startMs: number;
  endMs: number;
}

/** The stretch `[startMs, endMs)` of an episode that timeline and plots show, the same for all of them. */
export class TimeWindow {
  readonly store = createStore<TimeWindowState>(() => ({ startMs: 0, endMs: 0 }));
  #wholeMs = 0;

  get isWhole(): boolean {
    const { startMs, endMs } = this.store.getState();
    return startMs <= 0 && endMs >= this.#wholeMs;
  }

  showAll(wholeMs = this.#wholeMs): void {
    this.#wholeMs = wholeMs;
    this.store.setState({ startMs: 0, endMs: wholeMs });
  }

  /** @param factor of the stretch that is shown: below 1 brings it closer. What is at `timeMs` stays in its place. */
  zoom(timeMs: number, factor: number): void {
    const { startMs, endMs } = this.store.getState();
    const lengthMs = Math.min(this.#wholeMs, Math.max(SHORTEST_MS, (endMs - startMs) * factor));
    const share = (timeMs - startMs) / Math.max(1e-9, endMs - startMs);
    this.#show(timeMs - share * lengthMs, lengthMs);
  }

  pan(ms: number): void {
    const { startMs, endMs } = this.store.getState();
    this.#show(startMs + ms, endMs - startMs);
  }

  /** Turn the page when the playhead leaves what is shown. */
  follow(timeMs: number): void {
    const { startMs, endMs } = this.store.getState();
    if (this.isWhole || (timeMs >= startMs && timeMs <= endMs)) return;
    this.#show(timeMs - (endMs - startMs) / 10, endMs - startMs);
  }

  #show(startMs: number, lengthMs: number): void {
    const start = Math.max(0, Math.min(startMs, this.#wholeMs - lengthMs));
    this.store.setState({ startMs: start, endMs: start + lengthMs });
  }
}

/** Where a time stands in a window, as a share of its width; below 0 and above 1 it is outside. */
export function shareOf(timeMs: number, { startMs, endMs }: TimeWindowState): number {
  return endMs === startMs ? 0 : (timeMs - startMs) / (endMs - startMs);
}

/** Left edge and width of a stretch as CSS, cut to the window; null when it is outside. */
export function placeOf(
  startMs: number,
  endMs: number,
  window: TimeWindowState,
): { left: string; width: string } | null {
  const left = Math.max(0, shareOf(startMs, window));
  const right = Math.min(1, shareOf(endMs, window));
  if (right < 0 || left > 1 || right < left) return null;
  return { left: `${left * 100}%`, width: `${(right - left) * 100}%` };
}

const TICK_STEPS_MS = [20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 3e5, 6e5, 36e5];

/** Round times to write below a window of so many pixels, far enough from each other to be read. */
export function ticksOf({ startMs, endMs }: TimeWindowState, widthPx: number): number[] {
  const most = Math.max(2, widthPx / 90);
  const stepMs = TICK_STEPS_MS.find((step) => (endMs - startMs) / step <= most) ?? TICK_STEPS_MS.at(-1)!;
  const first = Math.ceil(startMs / stepMs);
  const last = Math.floor(endMs / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * stepMs);
}
