import { AppError } from '../../core/errors.ts';

const BEAT_MS = 1000;
/** So many beats without a byte: a disk that is slow, or syncs what it has taken, is not taken for a dead one. */
const STALLED_BEATS = 60;

/**
 * Work on a disk, which takes as long as it takes while the disk takes anything. One that is gone may never answer,
 * and the operator must not wait for it.
 *
 * @throws as `work`, or AppError `io` when `bytes` has not grown for a minute; `work` is then left to itself
 */
export async function unlessStalled<T>(work: Promise<T>, bytes: () => number): Promise<T> {
  const stalled = Promise.withResolvers<never>();
  let seen = bytes();
  let beats = 0;
  // Beats and not a clock: a computer that slept has not waited.
  const timer = setInterval(() => {
    beats = bytes() === seen ? beats + 1 : 0;
    seen = bytes();
    if (beats < STALLED_BEATS) return;
    const seconds = (STALLED_BEATS * BEAT_MS) / 1000;
    stalled.reject(
      new AppError(
        'io',
        `the disk has taken nothing for ${seconds} s. The episode is closed when the disk answers, or by the next start of the station`,
      ),
    );
  }, BEAT_MS);
  try {
    return await Promise.race([work, stalled.promise]);
  } finally {
    clearInterval(timer);
  }
}
