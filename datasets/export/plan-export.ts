import { isDeepStrictEqual } from 'node:util';
import { exportName } from '../../core/export-name.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { toJson } from '../storage/json.ts';
import type { Version } from '../version.ts';
import type { ExportPool } from './export-pool.ts';
import type { EpisodePlan, TrajectoryPlan } from './plan.ts';
import type { ExportInfo, ExportTarget, Layout, Provenance } from './target.ts';

/** Plan all episodes of a version, in its order. Those that do not fit the first one fail. */
export async function planExport(
  pool: ExportPool,
  version: Version,
  recipe: Recipe,
  target: ExportTarget,
  onPlanned: (done: number) => void = () => {},
): Promise<EpisodePlan[]> {
  let done = 0;
  const plans = await Promise.all(
    version.episodes.map(async (frozen) => {
      const plan = await pool.plan(frozen);
      done += 1;
      onPlanned(done);
      return plan;
    }),
  );
  const needsJpeg = target.needsJpeg || recipe.images !== null;
  let layout: Layout | null = null;
  return plans.map((plan): EpisodePlan => {
    if (plan.status !== 'planned') return plan;
    const own = plan.trajectories[0]!.layout;
    const reason = (needsJpeg ? whyNoJpeg(own) : null) ?? (layout === null ? null : whyNoFit(own, layout));
    if (reason !== null) return { id: plan.id, status: 'failed', recordedSteps: plan.recordedSteps, reason };
    layout = own;
    return plan;
  });
}

function whyNoJpeg({ cameras }: Layout): string | null {
  const png = cameras.find(({ encoding }) => encoding === 'png');
  if (png === undefined) return null;
  return `camera "${png.name}" sends PNG, which is not decoded here: name the others in the recipe’s "cameras"`;
}

function whyNoFit(own: Layout, first: Layout): string | null {
  if (isDeepStrictEqual(own, first)) return null;
  return `it does not fit the episodes before it: ${toJson(own)}, not ${toJson(first)}`;
}

/** Of the trajectories that are planned; null when there are none. */
export function infoOf(provenance: Provenance, plans: readonly EpisodePlan[]): ExportInfo | null {
  const trajectories = plannedOf(plans);
  const [first] = trajectories;
  if (first === undefined) return null;
  const { version, recipe } = provenance;
  return {
    name: exportName({ version: version.name, recipe: recipe.name }),
    provenance,
    layout: first.layout,
    tasks: [...new Set(trajectories.map(({ task }) => task))],
  };
}

export function plannedOf(plans: readonly EpisodePlan[]): TrajectoryPlan[] {
  return plans.flatMap((plan) => (plan.status === 'planned' ? plan.trajectories : []));
}
