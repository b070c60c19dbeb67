import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { validate as isUuid } from 'uuid';
import type { Agreement, Statistics } from '../../core/contract/statistics.ts';
import { type Dataset, episodeNames } from '../dataset.ts';
import { StatisticsTally } from '../statistics/statistics.ts';
import { addTo, agreementIn, blocksOf, countedAfter, isOfAll, partOfBlock } from './counting.ts';
import { type CatalogueEntry, readEntry, stampOf } from './entry.ts';
import { type Facets, facetsOf } from './facets.ts';
import { type CataloguePage, conditionsOf, idsOf, pageOf, selectableOf } from './pages.ts';
import { checkCounts, type PeerQuery, peersOf, type Unchecked, uncheckedIn } from './peers.ts';
import type { EpisodeQuery } from './query.ts';
import { Statements } from './statements.ts';
import { isDamage, openTables, removeTables, transact } from './tables.ts';

export const CATALOGUE_FILE = 'catalogue.sqlite';

/** Episodes that are read at the same time, and written in one transaction. */
const EPISODES_AT_ONCE = 64;

/** What a refresh found in the folders. */
export interface CatalogueChanges {
  total: number;
  added: number;
  changed: number;
  removed: number;
}

export type OnProgress = (done: number, of: number) => void;

/**
 * An index of a dataset's episodes, in a file that may be deleted at any time: everything in it is read off
 * the folders. It is as new as the last `refresh`.
 *
 * Its calls are synchronous in part and take as long as the dataset is big, so they never run in the thread
 * that records: see `CatalogueThread`.
 */
export class Catalogue {
  readonly #dataset: Dataset;
  readonly #path: string;
  #db: DatabaseSync;
  #statements: Statements;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.#path = join(dataset.path, CATALOGUE_FILE);
    this.#db = openTables(this.#path);
    this.#statements = new Statements(this.#db);
  }

  /**
   * Read what changed in the folders since the last time: sealed, discarded, labelled, copied here or
   * deleted, by whomever. Episodes that did not change cost two looks at a file's date.
   *
   * @throws AppError `io` when the folder cannot be listed.
   */
  async refresh(onProgress: OnProgress = () => {}): Promise<CatalogueChanges> {
    const names = (await episodeNames(this.#dataset)).filter((name) => isUuid(name));
    return await this.#withSoundTables(() => this.#readChanges(names, onProgress));
  }

  /** Forget everything and read all folders again. */
  async rebuild(onProgress?: OnProgress): Promise<CatalogueChanges> {
    this.#startAnew();
    return await this.refresh(onProgress);
  }

  /** Summaries of the episodes that match. */
  async query(query: EpisodeQuery = {}): Promise<CataloguePage> {
    return await this.#withSoundTables(async () => pageOf(this.#db, query));
  }

  /** Ids of all that match, in the order of the query. */
  async ids(query: EpisodeQuery): Promise<string[]> {
    return await this.#withSoundTables(async () => idsOf(this.#db, query));
  }

  /** All that match, and how many labels each has. */
  async selectable(query: EpisodeQuery): Promise<{ id: string; labels: number }[]> {
    return await this.#withSoundTables(async () => selectableOf(this.#db, query));
  }

  async statistics(query: EpisodeQuery): Promise<Statistics> {
    const tally = new StatisticsTally();
    if (isOfAll(query)) {
      for (const block of await this.#withSoundTables(async () => blocksOf(this.#db))) {
        tally.merge(await this.#withSoundTables(async () => partOfBlock(this.#db, block)));
        await othersTurn();
      }
      return tally.result();
    }
    const where = conditionsOf(this.#db, query);
    for (let after = -1; ; ) {
      const rows = await this.#withSoundTables(async () => countedAfter(this.#db, where, after));
      const last = rows.at(-1);
      if (last === undefined) return tally.result();
      for (const row of rows) addTo(tally, row);
      after = last.key;
      await othersTurn();
    }
  }

  async agreement(query: EpisodeQuery): Promise<Agreement> {
    return await this.#withSoundTables(async () => agreementIn(this.#db, conditionsOf(this.#db, query)));
  }

  /** What the filters of a screen can offer. */
  async facets(): Promise<Facets> {
    return await this.#withSoundTables(async () => facetsOf(this.#db));
  }

  /** Sealed episodes whose checks have not run, or not all; newest first. */
  async unchecked(): Promise<Unchecked[]> {
    return await this.#withSoundTables(async () => uncheckedIn(this.#db));
  }

  /** How many sealed episodes there are, and of how many every check has run. */
  async checkCounts(): Promise<{ checked: number; total: number }> {
    return await this.#withSoundTables(async () => checkCounts(this.#db));
  }

  async peers(query: PeerQuery): Promise<string[]> {
    return await this.#withSoundTables(async () => peersOf(this.#db, query));
  }

  /** Read these again, as after a decision; costs nothing for the others. */
  async reread(ids: readonly string[]): Promise<void> {
    const stale = ids.filter((id) => isUuid(id)).map((id) => ({ id, stamp: stampOf(this.#dataset, id) }));
    await this.#withSoundTables(() => this.#readAll(stale));
  }

  close(): void {
    this.#db.close();
  }

  async #readChanges(names: string[], onProgress: OnProgress): Promise<CatalogueChanges> {
    const known = this.#knownStamps();
    const changes: CatalogueChanges = { total: names.length, added: 0, changed: 0, removed: 0 };
    const stale: { id: string; stamp: string }[] = [];
    for (const id of names) {
      const stamp = stampOf(this.#dataset, id);
      const before = known.get(id);
      known.delete(id);
      if (before === stamp) continue;
      stale.push({ id, stamp });
      if (before === undefined) changes.added += 1;
      else changes.changed += 1;
    }
    changes.removed = known.size;
    transact(this.#db, () => {
      for (const id of known.keys()) this.#statements.remove(id);
    });
    await this.#readAll(stale, onProgress);
    return changes;
  }

  async #readAll(
    stale: readonly { id: string; stamp: string }[],
    onProgress: OnProgress = () => {},
  ): Promise<void> {
    for (let first = 0; first < stale.length; first += EPISODES_AT_ONCE) {
      const some = stale.slice(first, first + EPISODES_AT_ONCE);
      // The stamp was taken before the reading: what changes meanwhile is read again the next time.
      const entries = await Promise.all(some.map(({ id }) => readEntry(this.#dataset, id)));
      this.put(entries.map((entry, index) => ({ entry, stamp: some[index]!.stamp })));
      onProgress(first + some.length, stale.length);
    }
  }

  /** Take over entries, in place of those that are there. */
  put(entries: readonly { entry: CatalogueEntry; stamp: string }[]): void {
    transact(this.#db, () => {
      for (const { entry, stamp } of entries) {
        this.#statements.remove(entry.row.id);
        this.#statements.insert(entry, stamp);
      }
    });
  }

  #knownStamps(): Map<string, string> {
    const rows = this.#db.prepare('SELECT id, stamp FROM episodes').all() as { id: string; stamp: string }[];
    return new Map(rows.map(({ id, stamp }) => [id, stamp]));
  }

  /** Damage may only show when a page is read: then the index is made anew and the work done again, once. */
  async #withSoundTables<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      await this.rebuild();
      return await work();
    }
  }

  #startAnew(): void {
    this.#db.close();
    removeTables(this.#path);
    this.#db = openTables(this.#path);
    this.#statements = new Statements(this.#db);
  }
}

/** A large dataset is counted some episodes at a time, and who wants a page meanwhile gets it. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
