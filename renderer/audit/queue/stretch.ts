import type { AuditRow } from '../../../core/contract/audit.ts';
import { AppError } from '../../../core/errors.ts';
import { type Place, type QueueModel, SHIFT_ROWS } from './queue-model.ts';

/**
 * The episodes from one place to the other, those between that were never looked at among them. Those that were
 * come as they were shown, so that what others decided since is told as a conflict.
 *
 * @throws AppError `not-found` when the queue has changed so much that an end is not near its place any more
 */
export async function stretchOf(queue: QueueModel, a: Place, b: Place): Promise<AuditRow[]> {
  const ends = [placeNow(queue, a), placeNow(queue, b)] as const;
  const [first, last] = ends[0].index <= ends[1].index ? ends : [ends[1], ends[0]];
  const shown = Array.from({ length: last.index - first.index + 1 }, (_, i) => queue.rowAt(first.index + i));
  const rows = shown.every((row) => row !== undefined)
    ? shown
    : await queue.rows({ start: Math.max(0, first.index - SHIFT_ROWS), end: last.index + 1 + SHIFT_ROWS });
  // Without an id it is the top of the list, whoever stands there.
  const from = first.id === '' ? 0 : rows.findIndex(({ id }) => id === first.id);
  const to = rows.findIndex(({ id }) => id === last.id);
  if (from < 0 || to < from) {
    throw new AppError('not-found', 'The list has changed: select the first episode of the stretch again.');
  }
  const seen = new Map(shown.map((row) => [row?.id, row]));
  return rows.slice(from, to + 1).map((row) => seen.get(row.id) ?? row);
}

function placeNow(queue: QueueModel, place: Place): Place {
  const index = queue.indexOf(place.id);
  return index < 0 ? place : { ...place, index };
}
