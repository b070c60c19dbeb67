import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { validate as isUuid } from 'uuid';
import type { AuditRow } from '../../core/contract/audit.ts';
import type { Agreement, Statistics } from '../../core/contract/statistics.ts';
import { type Dataset, episodeNames } from '../dataset.ts';
import { StatisticsTally } from '../statistics/statistics.ts';
import {
  addTo,
  agreementIn,
  BLOCK_OF_KEY,
  blockOf,
  blocksOf,
  countedAfter,
  isOfAll,
  partOfBlock,
} from './counting.ts';
import { type CatalogueEntry, readEntry, stampOf } from './entry.ts';
import { type Facets, facetsOf } from './facets.ts';
import { checkCounts, type PeerQuery, peersOf, type Unchecked, uncheckedIn } from './peers.ts';
import { type EpisodeQuery, listOf, listOfFindings, orderOf, whereOf } from './query.ts';
import { crcOfRow, isDamage, openTables, removeTables } from './tables.ts';

export const CATALOGUE_FILE = 'catalogue.sqlite';

/** Episodes that are read at the same time, and written in one transaction. */
const EPISODES_AT_ONCE = 64;

export interface CataloguePage {
  /** That match, on all pages. */
  total: number;
  episodes: AuditRow[];
}

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
    return await this.#withSoundTables(async () => {
      const { sql, values } = this.#where(query);
      const { limit = -1, offset = 0 } = query;
      const { total } = this.#db.prepare(`SELECT count(*) AS total FROM episodes ${sql}`).get(...values) as {
        total: number;
      };
      const rows = this.#db
        .prepare(
          `SELECT json FROM (SELECT * FROM episodes ${sql} ${orderOf(query)} LIMIT ? OFFSET ?)
           JOIN summaries USING (key) ${orderOf(query)}`,
        )
        .all(...values, limit, offset) as { json: string }[];
      return { total, episodes: rows.map(({ json }) => JSON.parse(json)) };
    });
  }

  /** Ids of all that match, in the order of the query. */
  async ids(query: EpisodeQuery): Promise<string[]> {
    return await this.#withSoundTables(async () => {
      const { sql, values } = this.#where(query);
      const rows = this.#db.prepare(`SELECT id FROM episodes ${sql} ${orderOf(query)}`).all(...values);
      return (rows as { id: string }[]).map(({ id }) => id);
    });
  }

  /** All that match, and how many labels each has. */
  async selectable(query: EpisodeQuery): Promise<{ id: string; labels: number }[]> {
    return await this.#withSoundTables(async () => {
      const { sql, values } = this.#where(query);
      const rows = this.#db
        .prepare(
          `SELECT id, json ->> '$.labels' AS labels FROM (SELECT * FROM episodes ${sql})
           JOIN summaries USING (key) ORDER BY key`,
        )
        .all(...values);
      return (rows as { id: string; labels: number }[]).map(({ id, labels }) => ({ id, labels }));
    });
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
    const where = this.#where(query);
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
    return await this.#withSoundTables(async () => agreementIn(this.#db, this.#where(query)));
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

  #where(query: EpisodeQuery): ReturnType<typeof whereOf> {
    return whereOf(query, query.text === undefined ? undefined : this.#keysWith(query.text));
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
    this.#transact(() => {
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
    this.#transact(() => {
      for (const { entry, stamp } of entries) {
        this.#statements.remove(entry.row.id);
        this.#statements.insert(entry, stamp);
      }
    });
  }

  #keysWith(text: string): number[] {
    const rows = this.#db
      .prepare('SELECT key FROM texts WHERE instr(words, ?) > 0')
      .all(text.toLowerCase()) as { key: number }[];
    return rows.map(({ key }) => key);
  }

  #knownStamps(): Map<string, string> {
    const rows = this.#db.prepare('SELECT id, stamp FROM episodes').all() as { id: string; stamp: string }[];
    return new Map(rows.map(({ id, stamp }) => [id, stamp]));
  }

  #transact(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
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

/** The statements that change the index, prepared once for all episodes. */
class Statements {
  readonly #nextKey: StatementSync;
  readonly #insertEpisode: StatementSync;
  readonly #insertSummary: StatementSync;
  readonly #insertFacts: StatementSync;
  readonly #insertText: StatementSync;
  readonly #forgetPart: StatementSync;
  readonly #forgetPartOf: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#nextKey = db.prepare('SELECT coalesce(max(key), 0) + 1 AS key FROM episodes');
    this.#insertEpisode = db.prepare(
      `INSERT INTO episodes (key, id, stamp, state, started_at, operator, task, protocol, protocol_version,
         outcome, verdict, second_look, judges, risk, check_state, session, duration_ms, phases, findings, crc)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSummary = db.prepare('INSERT INTO summaries (key, json, crc) VALUES (?, ?, ?)');
    this.#insertFacts = db.prepare('INSERT INTO facts (key, judgements, json, crc) VALUES (?, ?, ?, ?)');
    this.#insertText = db.prepare('INSERT INTO texts (key, words, crc) VALUES (?, ?, ?)');
    this.#forgetPart = db.prepare('DELETE FROM parts WHERE block = ?');
    this.#forgetPartOf = db.prepare(
      `DELETE FROM parts WHERE block = (SELECT ${BLOCK_OF_KEY} FROM episodes WHERE id = ?)`,
    );
    this.#remove = db.prepare('DELETE FROM episodes WHERE id = ?');
  }

  insert({ row, checkState, session, facts, words }: CatalogueEntry, stamp: string): void {
    const { id, state, startedAt, operator, task, protocol, outcome, durationMs, segments } = row;
    const [name] = protocol.split('@');
    const phases = listOf(new Set(segments.map(({ phase }) => phase)));
    const { key } = this.#nextKey.get() as { key: number };
    const insert = (into: StatementSync, ...values: SQLInputValue[]) => into.run(...values, crcOfRow(values));
    const kind = [operator, task, name!, protocol, outcome, row.verdict];
    const { judgements, ...counted } = facts;
    const judges = new Set(judgements.map(({ by }) => by)).size;
    const audit = [row.needsSecondLook ? 1 : 0, judges, row.risk, checkState, session];
    const lists = [phases, listOfFindings(row.findings)];
    insert(this.#insertEpisode, key, id, stamp, state, startedAt, ...kind, ...audit, durationMs, ...lists);
    insert(this.#insertSummary, key, JSON.stringify(row));
    insert(this.#insertFacts, key, JSON.stringify(judgements), JSON.stringify(counted));
    insert(this.#insertText, key, words);
    this.#forgetPart.run(blockOf(key));
  }

  remove(id: string): void {
    this.#forgetPartOf.run(id);
    this.#remove.run(id);
  }
}
