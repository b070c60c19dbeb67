import type { DatabaseSync } from 'node:sqlite';
import { itemsOf, partOf } from './query.ts';

/** Values that episodes have, most frequent first. */
export interface Facets {
  operators: string[];
  /** With their version. */
  protocols: string[];
  phases: string[];
  findingCodes: string[];
}

export function facetsOf(db: DatabaseSync): Facets {
  return {
    operators: mostFrequent(countsOf(db, 'operator')),
    protocols: mostFrequent(countsOf(db, 'protocol_version')),
    phases: mostFrequent(countsOf(db, 'phases'), itemsOf),
    findingCodes: mostFrequent(countsOf(db, 'findings'), (list) => itemsOf(list).map(partOf)),
  };
}

type Count = { value: string; count: number };

/** Lists are few in kind: most episodes have the same phases and no findings. */
function countsOf(
  db: DatabaseSync,
  column: 'operator' | 'protocol_version' | 'phases' | 'findings',
): Count[] {
  const sql = `SELECT ${column} AS value, count(*) AS count FROM episodes WHERE ${column} <> '' GROUP BY ${column}`;
  return db.prepare(sql).all() as Count[];
}

function mostFrequent(counts: readonly Count[], valuesIn = (value: string) => [value]): string[] {
  const sums = new Map<string, number>();
  for (const { value, count } of counts) {
    for (const name of new Set(valuesIn(value))) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
