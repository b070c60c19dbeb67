import type { CheckFinding, EpisodeCheck } from './check.ts';
import { positionsOf, speedsOf } from './motion.ts';
import { correlation } from './numbers.ts';

const REACH_NS = 1e9;
/** Less alike than this, a motion does not follow the command at all. */
const LEAST_LIKENESS = 0.6;
const MOST_MS = 300;
const LEAST_STEPS = 40;

/**
 * How long after a command the state follows: the delay at which a commanded speed is most like the speed of the
 * position that follows it best. A constant delay of one step is in how rows are made.
 */
export const lag: EpisodeCheck = {
  name: 'lag',
  version: 1,
  run(episode) {
    const { timesNs, manifest } = episode;
    const stepMs = 1000 / manifest.head.stepHz;
    const most = Math.round(REACH_NS / 1e6 / stepMs);
    const moved = positionsOf(episode).map(({ values, unit }) => ({
      unit,
      speeds: speedOf(values, timesNs),
    }));
    const lags = speedsOf(episode).flatMap(({ name, unit, values }) => {
      if (values.length < LEAST_STEPS) return [];
      const followers = moved.filter((position) => `${position.unit}/s` === unit);
      const best = followers
        .map(({ speeds }) => bestDelay(values, speeds, most))
        .reduce((a, b) => (b.likeness > a.likeness ? b : a), { delay: 0, likeness: 0 });
      return best.likeness < LEAST_LIKENESS ? [] : [{ name, ms: best.delay * stepMs }];
    });
    const findings: CheckFinding[] = lags
      .filter(({ ms }) => ms > MOST_MS)
      .map(({ name, ms }) => ({
        code: 'action-lag',
        severity: 'warning',
        message: `the state follows "${name}" only after ${Math.round(ms)} ms`,
        spans: [],
      }));
    const measures: Record<string, number> = {};
    if (lags.length > 0) measures.lagMs = Math.max(...lags.map(({ ms }) => ms));
    return { findings, measures };
  },
};

/** Of each step, per second. */
function speedOf(positions: Float64Array, timesNs: Float64Array): Float64Array {
  return Float64Array.from(
    { length: Math.max(0, positions.length - 1) },
    (_, i) => ((positions[i + 1]! - positions[i]!) * 1e9) / (timesNs[i + 1]! - timesNs[i]!),
  );
}

/** In steps, with its fraction by the parabola through the best and its neighbours. */
function bestDelay(
  command: Float64Array,
  speed: Float64Array,
  most: number,
): { delay: number; likeness: number } {
  const at = (delay: number) =>
    correlation(command.subarray(0, command.length - delay), speed.subarray(delay, command.length));
  const likeness = Array.from({ length: most + 1 }, (_, delay) => at(delay));
  const best = likeness.indexOf(Math.max(...likeness));
  const [before, peak, after] = [likeness[best - 1], likeness[best]!, likeness[best + 1]];
  if (before === undefined || after === undefined) return { delay: best, likeness: peak };
  const bend = before - 2 * peak + after;
  return { delay: best + (bend === 0 ? 0 : (0.5 * (before - after)) / bend), likeness: peak };
}
