import type { DatabaseSync } from 'node:sqlite';
import type { AuditRow } from '../../core/contract/audit.ts';
import { type EpisodeQuery, orderOf, whereOf } from './query.ts';

export interface CataloguePage {
  /** That match, on all pages. */
  total: number;
  episodes: AuditRow[];
}

/** The conditions of a query; which episodes have its text is looked up here, once for all that asks with them. */
export function conditionsOf(db: DatabaseSync, query: EpisodeQuery): ReturnType<typeof whereOf> {
  return whereOf(query, query.text === undefined ? undefined : keysWith(db, query.text));
}

export function pageOf(db: DatabaseSync, query: EpisodeQuery): CataloguePage {
  const { sql, values } = conditionsOf(db, query);
  const { limit = -1, offset = 0 } = query;
  const { total } = db.prepare(`SELECT count(*) AS total FROM episodes ${sql}`).get(...values) as {
    total: number;
  };
  const rows = db
    .prepare(
      `SELECT json FROM (SELECT * FROM episodes ${sql} ${orderOf(query)} LIMIT ? OFFSET ?)
       JOIN summaries USING (key) ${orderOf(query)}`,
    )
    .all(...values, limit, offset) as { json: string }[];
  return { total, episodes: rows.map(({ json }) => JSON.parse(json)) };
}

export function idsOf(db: DatabaseSync, query: EpisodeQuery): string[] {
  const { sql, values } = conditionsOf(db, query);
  const rows = db.prepare(`SELECT id FROM episodes ${sql} ${orderOf(query)}`).all(...values);
  return (rows as { id: string }[]).map(({ id }) => id);
}

export function selectableOf(db: DatabaseSync, query: EpisodeQuery): { id: string; labels: number }[] {
  const { sql, values } = conditionsOf(db, query);
  const rows = db
    .prepare(
      `SELECT id, json ->> '$.labels' AS labels FROM (SELECT * FROM episodes ${sql})
       JOIN summaries USING (key) ORDER BY key`,
    )
    .all(...values);
  return (rows as { id: string; labels: number }[]).map(({ id, labels }) => ({ id, labels }));
}

function keysWith(db: DatabaseSync, text: string): number[] {
  const rows = db.prepare('SELECT key FROM texts WHERE instr(words, ?) > 0').all(text.toLowerCase()) as {
    key: number;
  }[];
  return rows.map(({ key }) => key);
}
