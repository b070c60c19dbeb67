import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { BLOCK_OF_KEY, blockOf } from './counting.ts';
import type { CatalogueEntry } from './entry.ts';
import { listOf, listOfFindings } from './query.ts';
import { crcOfRow } from './tables.ts';

/** The statements that change the index, prepared once for all episodes. */
export class Statements {
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
