import type { Statistics } from '../../core/contract/statistics.ts';

type Share = Statistics['perProtocol'][number];

/** Minutes and episodes by name. */
export class ShareTally {
  readonly #shares = new Map<string, Share>();

  add(name: string, minutes: number): void {
    const share = this.#shares.get(name) ?? { name, minutes: 0, episodes: 0 };
    this.#shares.set(name, share);
    share.minutes += minutes;
    share.episodes += 1;
  }

  byMinutes(): Share[] {
    return [...this.#shares.values()].sort((a, b) => b.minutes - a.minutes);
  }

  byName(): Share[] {
    return [...this.#shares.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
