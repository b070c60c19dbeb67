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
  #lastPongMs = performance.now();

  constructor(socket: WebSocket, onDead: (silentMs: number) => void) {
    this.#socket = socket;
    socket.on('pong', () => {
      this.#lastPongMs = performance.now();
    });
    this.#timer = setInterval(() => {
      if (this.#silentMs() > DEAD_AFTER_MS) onDead(this.#silentMs());
      else if (socket.readyState === socket.OPEN) socket.ping();
    }, PING_PERIOD_MS);
  }

  isResponsive(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && this.#silentMs() < RESPONSIVE_WITHIN_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #silentMs(): number {
    return performance.now() - this.#lastPongMs;
  }
}
