/** At this pace the delay (p99) was measured to fall from 45 to 9 ms, for 1 % of a core; at 8 ms only to 32 ms. */
const PERIOD_MS = 4;
/** Goes on for this long after the last command. */
const LINGER_MS = 1000;

/**
 * The ROS 1 server leaves Nagle's algorithm on: it keeps back what it has until all before is acknowledged, and
 * the kernel here takes up to 40 ms to do that, unless something is sent that the acknowledgement can ride on.
 * So while commands go out, pings do too.
 */
export class AckPinger {
  readonly #ping: () => void;
  #timer: NodeJS.Timeout | null = null;
  #untilMs = 0;

  constructor(ping: () => void) {
    this.#ping = ping;
  }

  /** A command was sent. */
  keepOn(): void {
    this.#untilMs = performance.now() + LINGER_MS;
    this.#timer ??= setInterval(() => {
      if (performance.now() > this.#untilMs) this.stop();
      else this.#ping();
    }, PERIOD_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
