import type { LatencyView } from '../core/contract/latency.ts';

/** Newest messages that count: some seconds of a camera, so that the figures follow a change. */
const KEPT = 1000;

/** How late the newest messages of one stream were. Adding costs nothing to speak of; asking sorts. */
export class LatencyMeter {
  readonly #latenciesMs = new Float64Array(KEPT);
  #count = 0;

  add(latencyMs: number): void {
    this.#latenciesMs[this.#count % KEPT] = latencyMs;
    this.#count += 1;
  }

  /** Null before the first message. */
  spread(): LatencyView['streams'][number]['latencyMs'] {
    const messages = Math.min(this.#count, KEPT);
    if (messages === 0) return null;
    const sorted = this.#latenciesMs.slice(0, messages).sort();
    const mean = sorted.reduce((sum, latency) => sum + latency, 0) / messages;
    const squares = sorted.reduce((sum, latency) => sum + (latency - mean) ** 2, 0);
    const quantile = (share: number) => sorted[Math.ceil(share * messages) - 1]!;
    return {
      mean,
      sd: Math.sqrt(squares / Math.max(1, messages - 1)),
      p50: quantile(0.5),
      p95: quantile(0.95),
      p99: quantile(0.99),
    };
  }
}
