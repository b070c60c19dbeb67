import type { CheckFinding, EpisodeCheck } from './check.ts';
import { speedsOf } from './motion.ts';

/** A commanded speed that turns by more than this share of its range, from step to step and back, is a jerk. */
const TURN_SHARE = 0.5;
const MOST_SHARE = 0.1;
/** A quantity that was hardly used has no range to speak of, in m/s or rad/s. */
const LEAST_RANGE = 0.01;
const LEAST_STEPS = 20;

/**
 * Commands that jump to and fro: a shaking hand, a stick that sticks, an input that drops out. The second
 * difference of each commanded speed, against the range it used.
 */
export const jerk: EpisodeCheck = {
  name: 'jerk',
  version: 1,
  run(episode) {
    const speeds = speedsOf(episode).filter(({ values }) => values.length >= LEAST_STEPS);
    const shares = speeds.map(({ name, values }) => ({ name, share: jerkShare(values) }));
    const findings: CheckFinding[] = shares
      .filter(({ share }) => share > MOST_SHARE)
      .map(({ name, share }) => ({
        code: 'jerky',
        severity: 'warning',
        message: `"${name}" jumps to and fro in ${Math.round(100 * share)} % of the steps`,
        spans: [],
      }));
    return { findings, measures: { jerkShare: Math.max(0, ...shares.map(({ share }) => share)) } };
  },
};

function jerkShare(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high - low >= LEAST_RANGE)) return 0;
  let jerks = 0;
  for (let i = 1; i < values.length - 1; i += 1) {
    const before = values[i]! - values[i - 1]!;
    const after = values[i + 1]! - values[i]!;
    // Turning back is a jerk; starting and stopping is not.
    if (before * after < 0 && Math.abs(after - before) > TURN_SHARE * (high - low)) jerks += 1;
  }
  return jerks / (values.length - 2);
}
