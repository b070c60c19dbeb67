const MAX_RESTARTS = 5;
const WITHIN_MS = 10 * 60_000;

/** A station that crashes is started again, but not for ever: at most 5 times in 10 minutes. */
export class RestartPolicy {
  #restartsMs: number[] = [];

  /** @returns whether it may be started again now; if so, this counts as a restart */
  mayRestart(nowMs: number): boolean {
    this.#restartsMs = this.#restartsMs.filter((atMs) => nowMs - atMs < WITHIN_MS);
    if (this.#restartsMs.length >= MAX_RESTARTS) return false;
    this.#restartsMs.push(nowMs);
    return true;
  }

  /** The operator asks for it: what was before no longer counts. */
  forget(): void {
    this.#restartsMs = [];
  }
}
