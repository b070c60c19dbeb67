import { z } from 'zod';
import type { CheckFinding, EpisodeCheck, EpisodeView } from './check.ts';
import { speedsOf } from './motion.ts';
import { longestSpans, spansWhere } from './spans.ts';

const AT_LIMIT = 0.98;
const MOST_SHARE = 0.3;

/** Of a robot profile; an episode keeps the one it was recorded with. */
const limitsSchema = z.object({
  action: z.array(
    z.object({ name: z.string(), limits: z.object({ speed: z.number().positive() }) }).or(z.unknown()),
  ),
});

/** Commands at the robot's limits: what the operator meant was cut off, and is not in the data. */
export const saturation: EpisodeCheck = {
  name: 'saturation',
  version: 1,
  run(episode) {
    const limits = speedLimits(episode);
    const findings: CheckFinding[] = [];
    let most = 0;
    for (const { name, values } of speedsOf(episode)) {
      const limit = limits.get(name);
      if (limit === undefined || values.length === 0) continue;
      const isAtLimit = (step: number) => Math.abs(values[step]!) >= AT_LIMIT * limit;
      const share = values.filter((_, step) => isAtLimit(step)).length / values.length;
      most = Math.max(most, share);
      if (share <= MOST_SHARE) continue;
      const message = `"${name}" is at its limit of ${limit} in ${Math.round(100 * share)} % of the steps`;
      const spans = spansWhere(episode.timesNs.subarray(0, values.length), isAtLimit);
      findings.push({ code: 'saturated-action', severity: 'warning', message, spans: longestSpans(spans) });
    }
    return { findings, measures: { saturatedShare: most } };
  },
};

function speedLimits({ manifest }: EpisodeView): Map<string, number> {
  const { data } = limitsSchema.safeParse(manifest.head.robotProfile.definition);
  const limited = z.object({ name: z.string(), limits: z.object({ speed: z.number().positive() }) });
  return new Map(
    data?.action.flatMap((item) => {
      const action = limited.safeParse(item).data;
      return action === undefined ? [] : [[action.name, action.limits.speed] as const];
    }),
  );
}
