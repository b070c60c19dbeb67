import { createStore } from 'zustand/vanilla';

/** Longer than any press by mistake. */
export const HOLD_MS = 800;

/** An act that takes a key or a button held down, so that brushing against it does nothing. */
export class Hold {
  readonly store = createStore<{ isHeld: boolean }>(() => ({ isHeld: false }));
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `act` is done once, after 800 ms, unless it is let go before. */
  begin(act: () => void): void {
    if (this.store.getState().isHeld) return;
    this.store.setState({ isHeld: true });
    this.#timer = setTimeout(() => {
      this.letGo();
      act();
    }, HOLD_MS);
  }

  letGo(): void {
    clearTimeout(this.#timer);
    this.store.setState({ isHeld: false });
  }
}
