import type { BridgeFault } from './bridge.ts';

/** A bad message of megabytes must not become a line of megabytes. */
const MAX_TEXT = 400;

/** Counts what could not be used, and says so once per kind: a flood of bad messages is one line of text. */
export class FaultCounter {
  readonly counts = new Map<string, number>();
  readonly #listeners: ((fault: BridgeFault) => void)[] = [];

  onFirst(listener: (fault: BridgeFault) => void): void {
    this.#listeners.push(listener);
  }

  count(kind: string, message: string): void {
    const before = this.counts.get(kind) ?? 0;
    this.counts.set(kind, before + 1);
    if (before > 0) return;
    for (const listener of this.#listeners) listener({ kind, message: shortened(message) });
  }
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
