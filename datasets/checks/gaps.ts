import type { StampSeries } from '../episode/series.ts';
import type { CheckFinding, EpisodeCheck, EpisodeView, Span } from './check.ts';
import { median } from './numbers.ts';
import { firstOf, longestSpans, secondsOf, totalNs } from './spans.ts';

/** As where the recorder says so: silent for three periods and 100 ms; a row later than two periods and 50 ms. */
const LATE_PERIODS = 3;
const SLACK_NS = 100e6;
const LATE_ROWS = 2;
const ROW_SLACK_NS = 50e6;
/** Fewer messages than this share of those that were to come. */
const LEAST_SHARE = 0.95;
/** Fewer tell nothing of a rate. */
const LEAST_MESSAGES = 20;

/** Gaps in rows and streams, with their places, and streams that sent less than they were to. */
export const gaps: EpisodeCheck = {
  name: 'gaps',
  version: 1,
  run(episode) {
    const findings: CheckFinding[] = [];
    const rowGaps = gapsInRows(episode);
    if (rowGaps.length > 0) {
      const message = `${rowGaps.length} gaps between rows, ${secondsOf(totalNs(rowGaps))} in all, ${firstOf(rowGaps)}`;
      findings.push({ code: 'step-gap', severity: 'warning', message, spans: longestSpans(rowGaps) });
    }
    let missingNs = totalNs(rowGaps);
    for (const stream of episode.manifest.head.streams) {
      const silent = gapsInStream(episode, stream);
      missingNs += totalNs(silent);
      if (silent.length > 0) {
        // Lost data are an error, never a warning.
        const message = `${stream} was silent ${silent.length} times, ${secondsOf(totalNs(silent))} in all, ${firstOf(silent)}`;
        findings.push({
          code: 'stale-stream',
          severity: 'error',
          message,
          stream,
          spans: longestSpans(silent),
        });
      }
      findings.push(...dropsOf(episode, stream));
    }
    return { findings, measures: { missingMs: missingNs / 1e6 } };
  },
};

function gapsInRows({ timesNs, manifest }: EpisodeView): Span[] {
  const limitNs = (LATE_ROWS * 1e9) / manifest.head.stepHz + ROW_SLACK_NS;
  return consecutive(Array.from(timesNs)).filter(({ startNs, endNs }) => endNs - startNs > limitNs);
}

/** Between two messages that rows used; and from the last one to the end. */
export function gapsInStream({ manifest, series, timesNs }: EpisodeView, stream: string): Span[] {
  const stamps = usedStamps(series.stamps[stream]!);
  if (stamps.length === 0) return [];
  const steps = consecutive([...stamps, timesNs.at(-1)!]);
  const stepNs = 1e9 / manifest.head.stepHz;
  const hz = manifest.head.streamHz?.[stream];
  const periodNs = hz === undefined ? median(steps.slice(0, -1).map((s) => s.endNs - s.startNs)) : 1e9 / hz;
  // Rows see no more than one message each.
  const limitNs = LATE_PERIODS * Math.max(periodNs || 0, stepNs) + SLACK_NS;
  return steps.filter(({ startNs, endNs }) => endNs - startNs > limitNs);
}

function dropsOf({ manifest }: EpisodeView, stream: string): CheckFinding[] {
  const hz = manifest.head.streamHz?.[stream];
  const messages = manifest.timing?.[stream]?.messages;
  if (hz === undefined || messages === undefined) return [];
  const isWhole = manifest.head.extras.some(({ name }) => name === stream);
  const rate = isWhole ? hz : Math.min(hz, manifest.head.stepHz);
  const expected = Math.floor((manifest.durationNs / 1e9) * rate);
  if (expected < LEAST_MESSAGES || messages >= LEAST_SHARE * expected) return [];
  const message = `${stream} sent ${messages} of ${expected} messages that were to come`;
  return [{ code: 'messages-missing', severity: 'warning', message, stream, spans: [] }];
}

function usedStamps({ isPresent, stampNs }: StampSeries): number[] {
  const used = new Set<number>();
  isPresent.forEach((present, row) => {
    if (present === 1) used.add(Number(stampNs[row]!));
  });
  return [...used].sort((a, b) => a - b);
}

function consecutive(times: readonly number[]): Span[] {
  return times.slice(1).map((endNs, i) => ({ startNs: times[i]!, endNs }));
}
