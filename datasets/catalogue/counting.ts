import type { DatabaseSync } from 'node:sqlite';
import type { Agreement } from '../../core/contract/statistics.ts';
import { AgreementTally } from '../statistics/agreement.ts';
import type { Judgement } from '../statistics/judgement.ts';
import { type Counted, type StatisticsPart, StatisticsTally } from '../statistics/statistics.ts';
import type { EpisodeFacts } from './entry.ts';
import type { EpisodeQuery } from './query.ts';
import { crcOfRow, transact } from './tables.ts';

/** Episodes whose keys share a block are added up once; a change to one of them costs a tenth of a second. */
const BLOCK = 1000;

/** What statistics are of, where nothing else is asked for. */
const STATES = ['sealed', 'recovered'] as const;

const COUNTED = `key, id, started_at AS startedAt, operator, protocol_version AS protocol, outcome,
  duration_ms AS durationMs, verdict, second_look AS needsSecondLook, json`;

interface Where {
  sql: string;
  values: (string | number)[];
}

type CountedRow = Counted & { key: number; json: string };

/** Whether the query leaves nothing out: then the kept sums answer it. */
export function isOfAll({ states, ...conditions }: EpisodeQuery): boolean {
  const areUsual = states?.length === STATES.length && STATES.every((state) => states.includes(state));
  return areUsual && Object.values(conditions).every((condition) => condition === undefined);
}

export function blocksOf(db: DatabaseSync): number[] {
  const { last } = db.prepare(`SELECT coalesce(max(key) / ${BLOCK}, -1) AS last FROM episodes`).get() as {
    last: number;
  };
  return Array.from({ length: last + 1 }, (_, block) => block);
}

/** What the sealed episodes of a block add up to; nobody may change them between the adding and the keeping. */
export function partOfBlock(db: DatabaseSync, block: number): StatisticsPart {
  return knownPart(db, block) ?? transact(db, () => knownPart(db, block) ?? countPart(db, block));
}

function knownPart(db: DatabaseSync, block: number): StatisticsPart | null {
  const known = db.prepare('SELECT json FROM parts WHERE block = ?').get(block) as
    | { json: string }
    | undefined;
  return known === undefined ? null : JSON.parse(known.json);
}

function countPart(db: DatabaseSync, block: number): StatisticsPart {
  const where = { sql: `WHERE key < ? AND state IN ('sealed', 'recovered')`, values: [(block + 1) * BLOCK] };
  const tally = new StatisticsTally();
  for (const row of countedAfter(db, where, block * BLOCK - 1)) addTo(tally, row);
  const part = tally.part();
  const json = JSON.stringify(part);
  db.prepare('INSERT INTO parts (block, json, crc) VALUES (?, ?, ?)').run(
    block,
    json,
    crcOfRow([block, json]),
  );
  return part;
}

/** The next episodes that match, in the order of their keys; at most a block. */
export function countedAfter(db: DatabaseSync, { sql, values }: Where, afterKey: number): CountedRow[] {
  const condition = sql === '' ? 'WHERE' : `${sql} AND`;
  return db
    .prepare(
      `SELECT ${COUNTED} FROM (SELECT * FROM episodes ${condition} key > ? ORDER BY key LIMIT ${BLOCK})
       JOIN facts USING (key) ORDER BY key`,
    )
    .all(...values, afterKey) as unknown as CountedRow[];
}

export function addTo(tally: StatisticsTally, { key: _, json, ...counted }: CountedRow): void {
  tally.add(counted, JSON.parse(json) as Omit<EpisodeFacts, 'judgements'>);
}

/** Of the episodes that match and were decided on by two people or more. */
export function agreementIn(db: DatabaseSync, { sql, values }: Where): Agreement {
  const tally = new AgreementTally();
  const rows = db
    .prepare(
      `SELECT id, judgements FROM (SELECT * FROM episodes ${sql} ${sql === '' ? 'WHERE' : 'AND'} judges >= 2)
       JOIN facts USING (key) ORDER BY key`,
    )
    .iterate(...values) as unknown as Iterable<{ id: string; judgements: string }>;
  for (const { id, judgements } of rows) tally.add(id, JSON.parse(judgements) as Judgement[]);
  return tally.result();
}

/** The block of an episode's key; in SQL, and here. */
export const BLOCK_OF_KEY = `key / ${BLOCK}`;

export function blockOf(key: number): number {
  return Math.floor(key / BLOCK);
}
