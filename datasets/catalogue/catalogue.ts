import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { validate as isUuid } from 'uuid';
import type { EpisodeSummary } from '../../core/contract/requests.ts';
import { type Dataset, episodeNames } from '../dataset.ts';
import { type CatalogueEntry, readEntry, stampOf } from './entry.ts';
import { type EpisodeQuery, listOf, listOfFindings, orderOf, whereOf } from './query.ts';
import { crcOfRow, isDamage, openTables, removeTables } from './tables.ts';

export const CATALOGUE_FILE = 'catalogue.sqlite';

/** Episodes that are read at the same time, and written in one transaction. */
const EPISODES_AT_ONCE = 64;

export interface CataloguePage {
  /** That match, on all pages. */
  total: number;
  episodes: EpisodeSummary[];
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
      const { sql, values } = whereOf(
        query,
        query.text === undefined ? undefined : this.#keysWith(query.text),
      );
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
    this.#transact(() => {
      for (const id of known.keys()) this.#statements.remove(id);
    });
    for (let first = 0; first < stale.length; first += EPISODES_AT_ONCE) {
      const some = stale.slice(first, first + EPISODES_AT_ONCE);
      // The stamp was taken before the reading: what changes meanwhile is read again the next time.
      const entries = await Promise.all(some.map(({ id }) => readEntry(this.#dataset, id)));
      this.put(entries.map((entry, index) => ({ entry, stamp: some[index]!.stamp })));
      onProgress(first + some.length, stale.length);
    }
    return changes;
  }

  /** Take over entries, in place of those that are there. */
  put(entries: readonly { entry: CatalogueEntry; stamp: string }[]): void {
    this.#transact(() => {
      for (const { entry, stamp } of entries) {
        this.#statements.remove(entry.summary.id);
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

/** The statements that change the index, prepared once for all episodes. */
class Statements {
  readonly #nextKey: StatementSync;
  readonly #insertEpisode: StatementSync;
  readonly #insertSummary: StatementSync;
  readonly #insertText: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#nextKey = db.prepare('SELECT coalesce(max(key), 0) + 1 AS key FROM episodes');
    this.#insertEpisode = db.prepare(
      `INSERT INTO episodes (key, id, stamp, state, started_at, operator, task, protocol, protocol_version,
         outcome, verdict, duration_ms, phases, findings, crc)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSummary = db.prepare('INSERT INTO summaries (key, json, crc) VALUES (?, ?, ?)');
    this.#insertText = db.prepare('INSERT INTO texts (key, words, crc) VALUES (?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM episodes WHERE id = ?');
  }

  insert({ summary, verdict, findings, words }: CatalogueEntry, stamp: string): void {
    const { id, state, startedAt, operator, task, protocol, outcome, durationMs, segments } = summary;
    const [name] = protocol.split('@');
    const phases = listOf(new Set(segments.map(({ phase }) => phase)));
    const { key } = this.#nextKey.get() as { key: number };
    const insert = (into: StatementSync, ...row: SQLInputValue[]) => into.run(...row, crcOfRow(row));
    const kind = [operator, task, name!, protocol, outcome, verdict];
    const lists = [phases, listOfFindings(findings)];
    insert(this.#insertEpisode, key, id, stamp, state, startedAt, ...kind, durationMs, ...lists);
    insert(this.#insertSummary, key, JSON.stringify(summary));
    insert(this.#insertText, key, words);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}
