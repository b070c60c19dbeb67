const FIRST_MS = 250;
const LONGEST_MS = 4_000;

/** The wait before the next try to connect, after so many that failed: it doubles from 250 ms to 4 s. */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
}
