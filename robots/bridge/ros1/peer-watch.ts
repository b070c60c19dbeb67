/** Without an answer for this long no command goes out. */
const RESPONSIVE_WITHIN_MS = 300;
/** Without an answer for this long the link is given up. */
export const DEAD_AFTER_MS = 2000;

export interface PeerWatchOptions {
  periodMs: number;
  /** Asks the other side for something; it resolves with the answer. One question at a time. */
  ask(timeoutMs: number): Promise<unknown>;
  onDead(reason: string): void;
}

/**
 * Knows whether the other side still answers. TCPROS has no ping, and a TCP socket takes commands for minutes
 * after the link has died: they would all arrive when it comes back. But every node, and the master, answers
 * questions over XML-RPC, from the same process that takes the commands.
 */
export class PeerWatch {
  readonly #options: PeerWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #lastAnswerMs = performance.now();
  #isAsking = false;

  constructor(options: PeerWatchOptions) {
    this.#options = options;
    void this.#ask();
    let dueMs = performance.now() + options.periodMs;
    this.#timer = setInterval(() => {
      // For as long as this process itself was away, the other side's answers could not be heard.
      const awayMs = Math.max(0, performance.now() - dueMs);
      this.#lastAnswerMs = Math.min(performance.now(), this.#lastAnswerMs + awayMs);
      dueMs = performance.now() + options.periodMs;
      const silentMs = this.#silentMs();
      if (silentMs > DEAD_AFTER_MS) options.onDead(`no answer for ${Math.round(silentMs)} ms`);
      else if (!this.#isAsking) void this.#ask();
    }, options.periodMs);
  }

  get isResponsive(): boolean {
    return this.#silentMs() < RESPONSIVE_WITHIN_MS;
  }

  /** Anything that arrives from the other side proves as much as an answer does. */
  heard(): void {
    this.#lastAnswerMs = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      await this.#options.ask(DEAD_AFTER_MS);
      this.heard();
    } catch {
      // No answer is what the timer sees.
    } finally {
      this.#isAsking = false;
    }
  }

  #silentMs(): number {
    return performance.now() - this.#lastAnswerMs;
  }
}
