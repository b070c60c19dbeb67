import type { Agreement } from '../../core/contract/statistics.ts';
import type { Judgement } from './judgement.ts';
import { cohensKappa } from './kappa.ts';

/** Collects what people decided about episodes, and says how far they agree about the same ones. */
export class AgreementTally {
  readonly #pairs = new Map<string, Pair>();
  readonly #disagreements: Agreement['disagreements'] = [];

  add(id: string, judgements: readonly Judgement[]): void {
    for (const about of ['verdict', 'outcome'] as const) {
      const own = judgements
        .filter((judgement) => judgement.about === about)
        .sort((a, b) => (a.by < b.by ? -1 : 1));
      if (new Set(own.map(({ value }) => value)).size > 1) {
        const told = own.map(({ by, value, at }) => ({ by, value, at }));
        this.#disagreements.push({ id, about, judgements: told });
      }
      own.forEach((first, i) => {
        for (const second of own.slice(i + 1)) this.#addPair(about, first, second);
      });
    }
  }

  result(): Agreement {
    const pairs = [...this.#pairs.values()].map(({ about, a, b, judged }) => ({
      about,
      a,
      b,
      episodes: judged.length,
      agreed: judged.filter(([first, second]) => first === second).length,
      kappa: cohensKappa(judged),
    }));
    return { pairs: pairs.sort((x, y) => y.episodes - x.episodes), disagreements: this.#disagreements };
  }

  #addPair(about: Pair['about'], first: Judgement, second: Judgement): void {
    const key = JSON.stringify([about, first.by, second.by]);
    const pair = this.#pairs.get(key) ?? { about, a: first.by, b: second.by, judged: [] };
    this.#pairs.set(key, pair);
    pair.judged.push([first.value, second.value]);
  }
}

interface Pair {
  about: 'verdict' | 'outcome';
  a: string;
  b: string;
  judged: [string, string][];
}
