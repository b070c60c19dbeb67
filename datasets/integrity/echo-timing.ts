import type { StreamTiming } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';
import { Histogram } from './histogram.ts';

/** The stream of commands that came back from the robot's side: sent at `stampNs`, back at `receivedNs`. */
export const ECHO_STREAM = 'echo';

/** How long commands took there and back. */
export class EchoTiming {
  readonly #latencies = new Histogram();

  add({ extras }: StepRow): void {
    for (const { stampNs, receivedNs } of extras[ECHO_STREAM] ?? []) {
      this.#latencies.add(Number(receivedNs - stampNs) / 1e6);
    }
  }

  /** Null where nothing came back. */
  timing(): StreamTiming | null {
    const messages = this.#latencies.count;
    return messages === 0 ? null : { messages, latencyMs: this.#latencies.spread() };
  }
}
