import type { Activity } from '../../station/desktop/shell-messages.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Whether to look for a newer version now: at most once a day, and never while a session is on, whose
 * network and disk belong to the robot.
 *
 * @param lastCheckMs milliseconds since the Unix epoch; null before the first look
 */
export function mayCheckForUpdate(
  activity: Activity | null,
  lastCheckMs: number | null,
  nowMs: number,
): boolean {
  if (activity !== 'idle') return false;
  return lastCheckMs === null || nowMs < lastCheckMs || nowMs - lastCheckMs >= DAY_MS;
}
