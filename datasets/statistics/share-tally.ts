import type { Statistics } from '../../core/contract/statistics.ts';

type Share = Statistics['perProtocol'][number];

/** Minutes and episodes by name. */
export class ShareTally {
  readonly #shares = new Map<string, Share>();

  add(name: string, minutes: number): void {
    this.merge([{ name, minutes, episodes: 1 }]);
  }

  merge(shares: readonly Share[]): void {
    for (const { name, minutes, episodes } of shares) {
      const share = this.#shares.get(name) ?? { name, minutes: 0, episodes: 0 };
      this.#shares.set(name, share);
      share.minutes += minutes;
      share.episodes += episodes;
    }
  }

  byMinutes(): Share[] {
    return this.byName().sort((a, b) => b.minutes - a.minutes);
  }

  byName(): Share[] {
    return [...this.#shares.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
