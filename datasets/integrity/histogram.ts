import type { Spread } from '../episode/manifest.ts';

const LEAST_MS = 0.01;
const GROWTH = 1.02;
const BUCKETS = 1100;

/** Milliseconds from 10 µs to 8 h, to 2 %, in memory that does not grow with the episode. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;

  get count(): number {
    return this.#count;
  }

  /** Exact; −∞ without values. */
  get max(): number {
    return this.#max;
  }

  add(ms: number): void {
    this.#counts[bucketOf(ms)]! += 1;
    this.#count += 1;
    this.#max = Math.max(this.#max, ms);
    // Welford's algorithm: sums of squares of large, nearly equal numbers would cancel out.
    const before = ms - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (ms - this.#mean);
  }

  /** The value below which a share `q` of all lie; those below 10 µs, and negative ones, count as 0. */
  quantile(q: number): number {
    let left = Math.ceil(q * this.#count);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return bucket === 0 ? Math.min(0, this.#max) : Math.min(upperEnd(bucket), this.#max);
    }
    return this.#max;
  }

  /** Mean and standard deviation are exact, percentiles within 2 %; all to a microsecond. */
  spread(): Required<Spread> {
    const sd = Math.sqrt(this.#squares / Math.max(1, this.#count - 1));
    const [mean, p50, p95, p99] = [this.#mean, this.quantile(0.5), this.quantile(0.95), this.quantile(0.99)];
    return {
      mean: toMicros(mean),
      sd: toMicros(sd),
      p50: toMicros(p50),
      p95: toMicros(p95),
      p99: toMicros(p99),
      max: toMicros(this.#max),
    };
  }

  countAbove(ms: number): number {
    let count = 0;
    for (let bucket = bucketOf(ms) + 1; bucket < BUCKETS; bucket += 1) count += this.#counts[bucket]!;
    return count;
  }
}

function bucketOf(ms: number): number {
  if (!(ms > LEAST_MS)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / LEAST_MS) / Math.log(GROWTH)));
}

function upperEnd(bucket: number): number {
  return LEAST_MS * GROWTH ** bucket;
}

function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
