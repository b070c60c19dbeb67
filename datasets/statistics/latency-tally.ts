import type { Statistics } from '../../core/contract/statistics.ts';
import { latencyQuantile, type StreamLatency } from '../checks/stream-latency.ts';

const WORST = 20;

export interface LatencyPart {
  counts: Record<string, number>;
  messages: number;
  worst: { id: string; p99Ms: number }[];
}

/** Latency of every stream over many episodes, to 5 %: the counts of their buckets are summed. */
export class LatencyTally {
  readonly #streams = new Map<string, LatencyPart>();

  add(id: string, latency: Readonly<Record<string, StreamLatency>>): void {
    for (const [name, { p99Ms, counts }] of Object.entries(latency)) {
      this.#addTo(name, counts, [{ id, p99Ms }]);
    }
  }

  merge(parts: Readonly<Record<string, LatencyPart>>): void {
    for (const [name, { counts, worst }] of Object.entries(parts)) this.#addTo(name, counts, worst);
  }

  parts(): Record<string, LatencyPart> {
    for (const part of this.#streams.values()) this.#keepWorst(part);
    return Object.fromEntries(this.#streams);
  }

  result(): Statistics['latency'] {
    return [...this.#streams].map(([stream, known]) => {
      this.#keepWorst(known);
      return {
        stream,
        p50Ms: latencyQuantile(known.counts, 0.5),
        p95Ms: latencyQuantile(known.counts, 0.95),
        p99Ms: latencyQuantile(known.counts, 0.99),
        messages: known.messages,
        worst: known.worst.map(({ id }) => id),
      };
    });
  }

  #addTo(name: string, counts: LatencyPart['counts'], worst: LatencyPart['worst']): void {
    const stream = this.#streams.get(name) ?? { counts: {}, messages: 0, worst: [] };
    this.#streams.set(name, stream);
    for (const [bucket, count] of Object.entries(counts)) {
      stream.counts[bucket] = (stream.counts[bucket] ?? 0) + count;
      stream.messages += count;
    }
    stream.worst.push(...worst);
    if (stream.worst.length > 2 * WORST) this.#keepWorst(stream);
  }

  #keepWorst(stream: LatencyPart): void {
    stream.worst = stream.worst.sort((a, b) => b.p99Ms - a.p99Ms).slice(0, WORST);
  }
}
