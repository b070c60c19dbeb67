const FIRST_MS = 250;
const LAST_MS = 10_000;

/**
 * How long to wait before the next attempt to connect: doubling up to 10 s, with ± 20 % of jitter so that
 * the stations of a lab do not all come back at once.
 *
 * @param attempt counts from 0
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return Math.min(LAST_MS, FIRST_MS * 2 ** attempt) * (0.8 + 0.4 * random());
}
