import type { Statistics } from '../../core/contract/statistics.ts';

const BIN = 0.1;
/** The last bin has all that lies above. */
const BINS = 20;
const MOST_IDS = 500;

/** A histogram of similarity ratios, in steps of 0.1 up to 2; 1, where a ratio is flagged, is an edge of it. */
export class SimilarityTally {
  readonly #bins: Statistics['similarity'] = Array.from({ length: BINS }, (_, i) => ({
    from: round(i * BIN),
    before: round((i + 1) * BIN),
    episodes: 0,
    ids: [],
  }));

  add(id: string, ratio: number): void {
    const bin = this.#bins.find(({ before }) => ratio < before) ?? this.#bins.at(-1)!;
    bin.episodes += 1;
    if (bin.ids.length < MOST_IDS) bin.ids.push(id);
  }

  merge(bins: Statistics['similarity']): void {
    for (const [i, { episodes, ids }] of bins.entries()) {
      const bin = this.#bins[i]!;
      bin.episodes += episodes;
      bin.ids.push(...ids.slice(0, MOST_IDS - bin.ids.length));
    }
  }

  /** None without any ratio. */
  bins(): Statistics['similarity'] {
    return this.#bins.some(({ episodes }) => episodes > 0) ? this.#bins : [];
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
