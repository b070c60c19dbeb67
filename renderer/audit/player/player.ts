import { createStore } from 'zustand/vanilla';
import { rowAt, stepFrom } from './replay-clock.ts';

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];

export interface PlayerState {
  timeMs: number;
  /** The row of the episode that stands at `timeMs`. */
  row: number;
  isPlaying: boolean;
  speed: number;
}

/** The one playhead of a replay: pictures, plots and timeline follow it. */
export class Player {
  readonly store = createStore<PlayerState>(() => ({ timeMs: 0, row: 0, isPlaying: false, speed: 1 }));
  readonly timesMs: readonly number[];
  #playedAtMs = 0;

  constructor(timesMs: readonly number[]) {
    this.timesMs = timesMs;
  }

  get endMs(): number {
    return this.timesMs.at(-1) ?? 0;
  }

  seek(timeMs: number): void {
    const clamped = Math.min(this.endMs, Math.max(0, timeMs));
    this.store.setState({ timeMs: clamped, row: rowAt(this.timesMs, clamped) });
  }

  jump(ms: number): void {
    this.seek(this.store.getState().timeMs + ms);
  }

  /** Stepping is for looking closely, so it also pauses. */
  step(rows: number): void {
    this.pause();
    this.seek(stepFrom(this.timesMs, this.store.getState().timeMs, rows));
  }

  toggle(): void {
    if (this.store.getState().isPlaying) this.pause();
    else this.#play();
  }

  pause(): void {
    this.store.setState({ isPlaying: false });
  }

  changeSpeed(steps: number): void {
    const index = SPEEDS.indexOf(this.store.getState().speed) + steps;
    this.store.setState({ speed: SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index))] });
  }

  #play(): void {
    if (this.store.getState().timeMs >= this.endMs) this.seek(0);
    this.store.setState({ isPlaying: true });
    this.#playedAtMs = performance.now();
    requestAnimationFrame((nowMs) => this.#advance(nowMs));
  }

  #advance(nowMs: number): void {
    const { isPlaying, timeMs, speed } = this.store.getState();
    if (!isPlaying) return;
    this.seek(timeMs + Math.max(0, nowMs - this.#playedAtMs) * speed);
    this.#playedAtMs = nowMs;
    if (this.store.getState().timeMs >= this.endMs) this.pause();
    else requestAnimationFrame((nextMs) => this.#advance(nextMs));
  }
}
