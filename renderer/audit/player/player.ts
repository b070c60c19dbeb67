import { createStore } from 'zustand/vanilla';
import { rowAt, stepFrom } from './replay-clock.ts';

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];
const FASTEST = SPEEDS.at(-1)!;

export interface PlayerState {
  timeMs: number;
  /** The row of the episode that stands at `timeMs`. */
  row: number;
  /** Times real time; negative runs back, 0 stands still. */
  rate: number;
  /** At which {@link Player.toggle} plays. */
  speed: number;
  /** Of the last row; 0 until the stamps are there. */
  endMs: number;
}

/**
 * The one playhead of an episode: pictures, plots, trajectory and timeline follow it. It can be shown before
 * the stamps of the rows are loaded; then it stands at row 0.
 */
export class Player {
  readonly store = createStore<PlayerState>(() => ({ timeMs: 0, row: 0, rate: 0, speed: 1, endMs: 0 }));
  #timesMs: readonly number[] = [];
  #playedAtMs = 0;

  get timesMs(): readonly number[] {
    return this.#timesMs;
  }

  get endMs(): number {
    return this.store.getState().endMs;
  }

  /** The stored stamps of all rows, rising. */
  load(timesMs: readonly number[]): void {
    this.#timesMs = timesMs;
    this.store.setState({ endMs: timesMs.at(-1) ?? 0 });
    this.seek(this.store.getState().timeMs);
  }

  seek(timeMs: number): void {
    const clamped = Math.min(this.endMs, Math.max(0, timeMs));
    this.store.setState({ timeMs: clamped, row: rowAt(this.#timesMs, clamped) });
  }

  /** Stepping is for looking closely, so it also pauses. */
  step(rows: number): void {
    this.pause();
    this.seek(stepFrom(this.#timesMs, this.store.getState().timeMs, rows));
  }

  toggle(): void {
    const { rate, speed } = this.store.getState();
    if (rate === 0) this.#run(speed);
    else this.pause();
  }

  /** As on an editing desk: pressed again it runs twice as fast, the other way it turns round. */
  shuttle(direction: 1 | -1): void {
    const { rate } = this.store.getState();
    const isSameWay = rate * direction > 0;
    this.#run(isSameWay ? Math.sign(rate) * Math.min(FASTEST, Math.abs(rate) * 2) : direction);
  }

  pause(): void {
    this.store.setState({ rate: 0 });
  }

  setSpeed(speed: number): void {
    this.store.setState(({ rate }) => ({ speed, rate: rate === 0 ? 0 : Math.sign(rate) * speed }));
  }

  #run(rate: number): void {
    const wasRunning = this.store.getState().rate !== 0;
    if (rate > 0 && this.store.getState().timeMs >= this.endMs) this.seek(0);
    this.store.setState({ rate });
    if (wasRunning) return;
    this.#playedAtMs = performance.now();
    requestAnimationFrame((nowMs) => this.#advance(nowMs));
  }

  #advance(nowMs: number): void {
    const { timeMs, rate } = this.store.getState();
    if (rate === 0) return;
    this.seek(timeMs + Math.max(0, nowMs - this.#playedAtMs) * rate);
    this.#playedAtMs = nowMs;
    const isAtEnd = rate > 0 ? this.store.getState().timeMs >= this.endMs : this.store.getState().timeMs <= 0;
    if (isAtEnd) this.pause();
    else requestAnimationFrame((nextMs) => this.#advance(nextMs));
  }
}
