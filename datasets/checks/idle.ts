import { type CheckFinding, type EpisodeCheck, type EpisodeView, NOTHING } from './check.ts';
import { positionsOf } from './motion.ts';
import { longestSpans, secondsOf, spansWhere, totalNs } from './spans.ts';

/** Within this time a robot that works moves further than … */
const WINDOW_NS = 500e6;
/** … this, in metres or radians: some encoder counts, and less than a deliberate motion. */
const LEAST_MOVE = 0.002;
const MOST_SHARE = 0.4;

/** Time in which nothing moves, gripper included: it costs the budget of minutes and teaches nothing. */
export const idle: EpisodeCheck = {
  name: 'idle',
  version: 1,
  run(episode) {
    const { timesNs } = episode;
    const durationNs = timesNs.at(-1) ?? 0;
    const moved = movedWithin(episode);
    if (durationNs < WINDOW_NS || moved === null) return NOTHING;
    const spans = spansWhere(timesNs, (row) => moved[row]! < LEAST_MOVE);
    const share = Math.min(1, totalNs(spans) / durationNs);
    const findings: CheckFinding[] = [];
    if (share > MOST_SHARE) {
      const message = `nothing moves in ${Math.round(100 * share)} % of the episode, ${secondsOf(totalNs(spans))} in all`;
      findings.push({ code: 'idle', severity: 'warning', message, spans: longestSpans(spans) });
    }
    return { findings, measures: { idleShare: share } };
  },
};

/** How far any position moves in the window around each row; null for a state without positions. */
function movedWithin(episode: EpisodeView): Float64Array | null {
  const { timesNs } = episode;
  const positions = positionsOf(episode);
  if (positions.length === 0) return null;
  let first = 0;
  let last = 0;
  return timesNs.map((timeNs) => {
    while (timesNs[first]! < timeNs - WINDOW_NS / 2) first += 1;
    while (last < timesNs.length - 1 && timesNs[last + 1]! <= timeNs + WINDOW_NS / 2) last += 1;
    return Math.max(...positions.map(({ values }) => spread(values.subarray(first, last + 1))));
  });
}

function spread(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}
