import { foldEvents, type PhaseEvent, type Progress } from '../../protocols/phases.ts';
import type { Protocol } from '../../protocols/protocol.ts';

/** An event without its time. */
export type NewEvent = DistributiveOmit<PhaseEvent, 'atNs'>;

/** The events of one episode, from its begin. */
export class PhaseLog {
  readonly protocol: Protocol;
  readonly #events: PhaseEvent[] = [];

  constructor(protocol: Protocol) {
    this.protocol = protocol;
  }

  get events(): readonly PhaseEvent[] {
    return this.#events;
  }

  progress(atNs: number): Progress {
    return foldEvents(this.protocol, this.#events, atNs);
  }

  /** @throws AppError `not-allowed` when the phase has no such event; nothing is noted then. */
  add(event: NewEvent, atNs: number): PhaseEvent {
    const full = { ...event, atNs } as PhaseEvent;
    foldEvents(this.protocol, [...this.#events, full], atNs);
    this.#events.push(full);
    return full;
  }
}

/** `Omit` on each member of a union by itself. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
