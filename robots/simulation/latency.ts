import { z } from 'zod';
import { fromMs } from '../../core/time.ts';
import { Random } from './random.ts';

/** Normal delay of a stream; a draw below zero is no delay. */
export const latencySchema = z.strictObject({ meanMs: z.number().min(0), stdMs: z.number().min(0) });
type Latency = z.output<typeof latencySchema>;

/** By stream; one that is missing has none. */
export type Latencies = Readonly<Partial<Record<string, Latency>>>;

interface Delivery {
  dueNs: bigint;
  deliver: () => void;
}

/**
 * Holds messages back for a random time, each stream in its own order: a message never overtakes the one
 * before it, as on a real link.
 */
export class LatencyLines {
  readonly #latencies: Latencies;
  readonly #randoms = new Map<string, Random>();
  readonly #lastDueNs = new Map<string, bigint>();
  /** Sorted by due time; equal times in the order of their arrival. */
  readonly #pending: Delivery[] = [];

  constructor(latencies: Latencies, seed: number) {
    this.#latencies = latencies;
    Object.keys(latencies).forEach((stream, index) => {
      this.#randoms.set(stream, new Random(seed, index));
    });
  }

  /** Delivers at once when the stream has no latency. */
  send(stream: string, nowNs: bigint, deliver: () => void): void {
    const latency = this.#latencies[stream];
    if (latency === undefined) {
      deliver();
      return;
    }
    const delayMs = Math.max(0, this.#randoms.get(stream)!.normal(latency.meanMs, latency.stdMs));
    const lastDueNs = this.#lastDueNs.get(stream);
    let dueNs = nowNs + fromMs(delayMs);
    if (lastDueNs !== undefined && lastDueNs > dueNs) dueNs = lastDueNs;
    this.#lastDueNs.set(stream, dueNs);
    let slot = this.#pending.length;
    while (slot > 0 && this.#pending[slot - 1]!.dueNs > dueNs) slot--;
    this.#pending.splice(slot, 0, { dueNs, deliver });
  }

  get nextDueNs(): bigint | null {
    return this.#pending[0]?.dueNs ?? null;
  }

  deliverDue(nowNs: bigint): void {
    while (this.#pending.length > 0 && this.#pending[0]!.dueNs <= nowNs) this.#pending.shift()!.deliver();
  }
}
