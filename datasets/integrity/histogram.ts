const LEAST_MS = 0.01;
const GROWTH = 1.02;
const BUCKETS = 1100;

/** Milliseconds from 10 µs to 8 h, to 2 %, in memory that does not grow with the episode. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #max = Number.NEGATIVE_INFINITY;

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
