/** Electron's `powerSaveBlocker`, as far as it is used. */
export interface SleepBlocker {
  start(type: 'prevent-display-sleep'): number;
  stop(id: number): void;
}

/** Keeps computer and display awake from the moment a session is armed until its last episode is sealed. */
export class SleepGuard {
  readonly #blocker: SleepBlocker;
  #id: number | null = null;

  constructor(blocker: SleepBlocker) {
    this.#blocker = blocker;
  }

  setArmed(isArmed: boolean): void {
    if (isArmed === (this.#id !== null)) return;
    if (this.#id !== null) this.#blocker.stop(this.#id);
    this.#id = isArmed ? this.#blocker.start('prevent-display-sleep') : null;
  }
}
