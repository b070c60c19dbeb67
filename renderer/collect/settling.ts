import { createStore } from 'zustand/vanilla';
import type { CollectView } from '../../core/contract/snapshot.ts';

/** Longer than the two presses of a double press are apart, shorter than it takes to read what a button says now. */
const SETTLE_MS = 600;

/**
 * Keeps a double press from meaning two things: "It has succeeded" becomes "Keep" under the same finger. A way
 * on can be taken once it has meant the same for 600 ms.
 */
export class Settling {
  readonly store = createStore<{ isSettled: boolean }>(() => ({ isSettled: false }));
  #meaning: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What the ways on lead from now. */
  see({ status, phase }: Pick<CollectView, 'status' | 'phase'>): void {
    const meaning = JSON.stringify([status, phase?.name, phase?.attempt]);
    if (meaning === this.#meaning) return;
    this.#meaning = meaning;
    this.#unsettle();
  }

  /**
   * @returns whether this press counts. One that does unsettles by itself, because the station's answer comes
   * before the snapshot that shows what it has changed.
   */
  press(): boolean {
    if (!this.store.getState().isSettled) return false;
    this.#unsettle();
    return true;
  }

  #unsettle(): void {
    clearTimeout(this.#timer);
    this.store.setState({ isSettled: false });
    this.#timer = setTimeout(() => this.store.setState({ isSettled: true }), SETTLE_MS);
  }
}
