/** One message late is jitter, three are silence. */
const SILENT_PERIODS = 3;
/** Schedulers and networks are late by this much however fast the stream is. */
const SLACK_MS = 100;

/** The age in ms above which a stream with this period in ms counts as stale: on screens, and in findings. */
export function staleAfterMs(periodMs: number): number {
  return SILENT_PERIODS * periodMs + SLACK_MS;
}
