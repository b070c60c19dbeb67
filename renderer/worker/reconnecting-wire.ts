import type { Link } from './messages.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { OpenWire, Wire } from './wire.ts';

/** Two heartbeats missed: the station sends at least two snapshots a second. The operator is told within 2 s. */
const SILENT_AFTER_MS = 1_000;
/** A connection that says nothing for this long is given up, so that a dead network does not hold the screen. */
const ABANDON_AFTER_MS = 5_000;
const WATCH_PERIOD_MS = 100;

export interface ReconnectingEvents {
  onOpen(): void;
  onText(text: string): void;
  onBinary(buffer: ArrayBuffer): void;
  onLink(link: Link): void;
}

/** A connection that comes back by itself and says so when nothing is heard. */
export class ReconnectingWire {
  readonly #open: OpenWire;
  readonly #events: ReconnectingEvents;
  #wire: Wire | null = null;
  #failures = 0;
  #heardAtMs = performance.now();
  #link: Link = { status: 'connecting' };

  constructor(open: OpenWire, events: ReconnectingEvents) {
    this.#open = open;
    this.#events = events;
    this.#connect();
    setInterval(() => this.#watch(), WATCH_PERIOD_MS);
  }

  /** @returns whether it went out: nothing waits for a connection that comes later. */
  send(text: string): boolean {
    if (this.#wire?.isOpen !== true) return false;
    this.#wire.send(text);
    return true;
  }

  /** The station has spoken, in a way that was understood. */
  heard(): void {
    this.#heardAtMs = performance.now();
    this.#failures = 0;
    this.#report({ status: 'live' });
  }

  /** The station has spoken, but not in a way that this screen understands: trying again would not help. */
  misheard(cause: string): void {
    this.#heardAtMs = performance.now();
    this.#report({ status: 'lost', cause });
  }

  #connect(): void {
    this.#heardAtMs = performance.now();
    const wire = this.#open({
      onOpen: () => this.#events.onOpen(),
      onText: (text) => this.#events.onText(text),
      onBinary: (buffer) => this.#events.onBinary(buffer),
      onClose: () => this.#retry(wire),
    });
    this.#wire = wire;
  }

  #retry(wire: Wire): void {
    if (wire !== this.#wire) return;
    this.#wire = null;
    this.#report({ status: 'lost', cause: 'The connection to the station is closed.' });
    setTimeout(() => this.#connect(), retryDelayMs(this.#failures));
    this.#failures += 1;
  }

  #watch(): void {
    const wire = this.#wire;
    if (wire === null) return;
    const quietMs = performance.now() - this.#heardAtMs;
    if (quietMs > SILENT_AFTER_MS) {
      this.#report({ status: 'lost', cause: 'Nothing was heard of it for more than a second.' });
    }
    if (quietMs > ABANDON_AFTER_MS) {
      wire.close();
      this.#retry(wire);
    }
  }

  #report(link: Link): void {
    if (causeOf(link) === causeOf(this.#link) && link.status === this.#link.status) return;
    this.#link = link;
    this.#events.onLink(link);
  }
}

function causeOf(link: Link): string | null {
  return link.status === 'lost' ? link.cause : null;
}
