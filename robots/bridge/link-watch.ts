import type { WebSocket } from 'ws';

/** An open socket proves nothing: a robot behind a dead link looks connected for minutes. */
const PING_PERIOD_MS = 100;
/** Without an answer for this long no command goes out. */
const RESPONSIVE_WITHIN_MS = 300;
/** Without an answer for this long the link is given up. */
const DEAD_AFTER_MS = 2000;

/** Pings a socket and knows whether the other side still answers. */
export class LinkWatch {
  readonly #socket: WebSocket;
  readonly #timer: NodeJS.Timeout;
  #lastAnswerMs = performance.now();
  #dueMs = performance.now() + PING_PERIOD_MS;

  constructor(socket: WebSocket, onDead: (silentMs: number) => void) {
    this.#socket = socket;
    socket.on('pong', () => this.heardAnswer());
    this.#timer = setInterval(() => {
      // For as long as this process itself was away, the other side's answers could not be heard.
      const awayMs = Math.max(0, performance.now() - this.#dueMs);
      this.#lastAnswerMs = Math.min(performance.now(), this.#lastAnswerMs + awayMs);
      this.#dueMs = performance.now() + PING_PERIOD_MS;
      if (this.#silentMs() > DEAD_AFTER_MS) onDead(this.#silentMs());
      else if (socket.readyState === socket.OPEN) socket.ping();
    }, PING_PERIOD_MS);
  }

  /** Any answer to something that was sent proves as much as a pong does. */
  heardAnswer(): void {
    this.#lastAnswerMs = performance.now();
  }

  isResponsive(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && this.#silentMs() < RESPONSIVE_WITHIN_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** While the timer is overdue, this process is away: whoever asks before it does not see that as silence. */
  #silentMs(): number {
    return Math.min(performance.now(), this.#dueMs) - this.#lastAnswerMs;
  }
}
