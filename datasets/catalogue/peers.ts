import type { DatabaseSync } from 'node:sqlite';
import type { CheckState } from '../checks/results.ts';

/** On either side in time: enough to tell what is usual, few enough for 100,000 episodes. */
const PEERS_A_SIDE = 24;

export interface Unchecked {
  id: string;
  state: Exclude<CheckState, 'all'>;
}

export interface PeerQuery {
  id: string;
  /** Only episodes that were recorded before it. */
  isBeforeOnly?: boolean;
}

/** Sealed episodes whose checks have not run, or not those against their peers; newest first. */
export function uncheckedIn(db: DatabaseSync): Unchecked[] {
  return db
    .prepare(
      `SELECT id, check_state AS state FROM episodes
       WHERE check_state <> 'all' AND state IN ('sealed', 'recovered') ORDER BY id DESC`,
    )
    .all() as unknown as Unchecked[];
}

export function checkCounts(db: DatabaseSync): { checked: number; total: number } {
  return db
    .prepare(
      `SELECT count(*) AS total, coalesce(sum(check_state = 'all'), 0) AS checked FROM episodes
       WHERE state IN ('sealed', 'recovered')`,
    )
    .get() as { checked: number; total: number };
}

/**
 * Checked episodes of the same protocol and task, the nearest in time, and the first one of its session; oldest
 * first.
 */
export function peersOf(db: DatabaseSync, { id, isBeforeOnly = false }: PeerQuery): string[] {
  const own = db.prepare('SELECT protocol, task, session FROM episodes WHERE id = ?').get(id) as
    | { protocol: string; task: string; session: string }
    | undefined;
  if (own === undefined) return [];
  const side = (order: 'ASC' | 'DESC') =>
    db
      .prepare(
        `SELECT id FROM episodes WHERE protocol = ? AND task = ? AND id ${order === 'ASC' ? '>' : '<'} ?
         AND check_state <> 'none' ORDER BY id ${order} LIMIT ${PEERS_A_SIDE}`,
      )
      .all(own.protocol, own.task, id) as { id: string }[];
  const first = db
    .prepare(
      "SELECT id FROM episodes WHERE session = ? AND id < ? AND check_state <> 'none' ORDER BY id LIMIT 1",
    )
    .all(own.session, id) as { id: string }[];
  const all = [...first, ...side('DESC'), ...(isBeforeOnly ? [] : side('ASC'))];
  return [...new Set(all.map((peer) => peer.id))].sort();
}
