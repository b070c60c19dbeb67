import type { AuditEpisode, AuditFilter, AuditRow, AuditSort } from '../../core/contract/audit.ts';
import type { Decision } from '../../core/contract/decision.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import type { CatalogueThread } from '../../datasets/catalogue/catalogue-thread.ts';
import type { EpisodeQuery } from '../../datasets/catalogue/query.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type Decided, decide } from '../../datasets/decisions.ts';
import { describeEpisode } from './describe-episode.ts';

/** What can be judged, and what cannot be read any more. */
const SHOWN: EpisodeQuery['states'] = ['sealed', 'recovered', 'damaged'];

export interface EpisodeDecisions {
  id: string;
  seenLabels?: number | undefined;
  decisions: readonly Decision[];
}

export interface DecisionResult extends Decided {
  id: string;
  error: string | null;
}

/**
 * What the audit screens ask for. Looking through the dataset is the catalogue's work, in its own thread; here are
 * only small files of single episodes.
 */
export class AuditDesk {
  readonly #dataset: Dataset;
  readonly #catalogue: CatalogueThread;
  /** Decisions about one episode are written one after the other, so that each sees those before it. */
  readonly #deciding = new Map<string, Promise<unknown>>();
  readonly #onDecided: () => void;

  constructor(dataset: Dataset, catalogue: CatalogueThread, onDecided: () => void) {
    this.#dataset = dataset;
    this.#catalogue = catalogue;
    this.#onDecided = onDecided;
  }

  async query({
    filter,
    ...page
  }: {
    filter: AuditFilter;
    sort: AuditSort;
    isAscending: boolean;
    limit: number;
    offset: number;
  }): Promise<{ total: number; episodes: AuditRow[] }> {
    return await this.#catalogue.ask('recent', 'query', { ...filter, ...page, states: SHOWN });
  }

  async select(filter: AuditFilter): Promise<{ episodes: { id: string; labels: number }[] }> {
    return { episodes: await this.#catalogue.ask('recent', 'selectable', { ...filter, states: SHOWN }) };
  }

  facets() {
    return this.#catalogue.ask('recent', 'facets');
  }

  async progress() {
    const counts = await this.#catalogue.ask('recent', 'checkCounts');
    return { ...counts, reading: this.#catalogue.reading };
  }

  statistics(filter: AuditFilter) {
    return this.#catalogue.ask('recent', 'statistics', { ...filter, states: ['sealed', 'recovered'] });
  }

  agreement(filter: AuditFilter) {
    return this.#catalogue.ask('recent', 'agreement', { ...filter, states: SHOWN });
  }

  /** @throws AppError `not-found`, and what keeps its files from being read. */
  async episode(id: string): Promise<AuditEpisode> {
    const { episodes } = await this.#catalogue.ask('recent', 'query', { ids: [id] });
    const [row] = episodes;
    if (row === undefined) throw new AppError('not-found', `no episode ${id}`);
    return await describeEpisode(this.#dataset, row);
  }

  /** Each episode has its own answer: what is wrong with one keeps no other from being judged. */
  async label(by: string, episodes: readonly EpisodeDecisions[]): Promise<DecisionResult[]> {
    const results = await Promise.all(episodes.map((episode) => this.#decideInTurn(by, episode)));
    await this.#catalogue.ask(
      'recent',
      'reread',
      episodes.map(({ id }) => id),
    );
    this.#onDecided();
    return results;
  }

  versions() {
    return this.#catalogue.ask('recent', 'versions');
  }

  /** @throws AppError `unavailable` while episodes are read; as `freezeVersion` */
  async freeze(wanted: { name: string; by: string; filter: AuditFilter }) {
    const { reading } = this.#catalogue;
    if (reading !== null) {
      const message = `the episodes are still being read, ${reading.done} of ${reading.of}: freeze them when that is done`;
      throw new AppError('unavailable', message);
    }
    return await this.#catalogue.ask('now', 'freeze', wanted);
  }

  diff(from: string, to: string) {
    return this.#catalogue.ask('recent', 'compare', from, to);
  }

  async #decideInTurn(by: string, episode: EpisodeDecisions): Promise<DecisionResult> {
    const before = this.#deciding.get(episode.id) ?? Promise.resolve();
    const own = before.then(() => this.#decide(by, episode));
    // What went wrong with one decision is told to whoever made it, and keeps no later one from being made.
    const settled = own.then(
      () => {},
      () => {},
    );
    this.#deciding.set(episode.id, settled);
    void settled.then(() => {
      if (this.#deciding.get(episode.id) === settled) this.#deciding.delete(episode.id);
    });
    return await own;
  }

  async #decide(by: string, { id, seenLabels, decisions }: EpisodeDecisions): Promise<DecisionResult> {
    try {
      const known = seenLabels === undefined ? {} : { seenLabels };
      return { id, error: null, ...(await decide(this.#dataset, id, decisions, { by, ...known })) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { id, labelIds: [], labels: seenLabels ?? 0, conflicts: [], error: messageOf(error) };
    }
  }
}
