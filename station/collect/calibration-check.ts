import type { PreflightCheck } from '../../core/contract/collect.ts';
import { toMs } from '../../core/time.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { caution, good } from './verdict.ts';

/** Cameras are knocked and rigs are taken apart: an older calibration is something to know. */
const FRESH_DAYS = 30;
const MS_PER_DAY = 86_400_000;

/** The age of the cameras' calibration; nothing where the profile names none, as many robots learn without. */
export function calibrationCheck(
  cameras: readonly Pick<RobotProfile['cameras'][number], 'name' | 'calibratedOn'>[],
  wallNs: bigint,
): PreflightCheck[] {
  const what = { id: 'calibration', title: 'Calibration' };
  const ages = cameras.flatMap(({ name, calibratedOn }) =>
    calibratedOn === undefined ? [] : [{ name, days: daysSince(calibratedOn, wallNs) }],
  );
  if (ages.length === 0) return [];
  const coming = ages.filter(({ days }) => days < 0);
  if (coming.length > 0) {
    const finding = `Dated in the future: ${coming.map(({ name }) => name).join(', ')}.`;
    return [caution(what, finding, 'Set “calibratedOn” in the profile, or the date of this computer.')];
  }
  const old = ages.filter(({ days }) => days > FRESH_DAYS);
  if (old.length > 0) {
    const finding = `Older than ${FRESH_DAYS} days: ${old.map(({ name, days }) => `${name}, ${days} days`).join('; ')}.`;
    return [caution(what, finding, 'Calibrate anew, and set “calibratedOn” in the profile.')];
  }
  const oldest = Math.max(...ages.map(({ days }) => days));
  return [good(what, `${ages.length} of ${cameras.length} cameras calibrated, the oldest ${ago(oldest)}.`)];
}

function daysSince(date: string, wallNs: bigint): number {
  // A date has no zone: a camera calibrated today must not seem to be from tomorrow anywhere.
  return Math.floor((toMs(wallNs) - Date.parse(`${date}T00:00:00`)) / MS_PER_DAY);
}

function ago(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : `${days} days ago`;
}
