import { isDeepStrictEqual } from 'node:util';
import { exportName } from '../../core/export-name.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { toJson } from '../storage/json.ts';
import type { Version } from '../version.ts';
import type { ExportPool } from './export-pool.ts';
import type { EpisodePlan, TrajectoryPlan } from './plan.ts';
import type { ExportInfo, ExportTarget, Layout, Provenance } from './target.ts';

/** Plan all episodes of a version, in its order. Those that are not as most are fail. */
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
  const whyNot = (own: Layout): string | null => (needsJpeg ? whyNoJpeg(own) : null);
  const layouts = plans.flatMap((plan) => (plan.status === 'planned' ? [layoutOf(plan)] : []));
  const common = mostCommon(layouts.filter((own) => whyNot(own) === null));
  return plans.map((plan): EpisodePlan => {
    if (plan.status !== 'planned') return plan;
    const own = layoutOf(plan);
    const reason = whyNot(own) ?? whyNoFit(own, common!);
    if (reason === null) return plan;
    return { id: plan.id, status: 'failed', recordedSteps: plan.recordedSteps, reason };
  });
}

/** An episode's trajectories have the same one. */
function layoutOf({ trajectories }: Extract<EpisodePlan, { status: 'planned' }>): Layout {
  return trajectories[0]!.layout;
}

/** The first of those that as many episodes have; null when there is none. */
function mostCommon(layouts: readonly Layout[]): Layout | null {
  let most: Layout[] = [];
  for (const same of Map.groupBy(layouts, (layout) => toJson(layout)).values()) {
    if (same.length > most.length) most = same;
  }
  return most[0] ?? null;
}

function whyNoJpeg({ cameras }: Layout): string | null {
  const png = cameras.find(({ encoding }) => encoding === 'png');
  if (png === undefined) return null;
  return `camera "${png.name}" sends PNG, which is not decoded here: name the others in the recipe’s "cameras"`;
}

function whyNoFit(own: Layout, common: Layout): string | null {
  if (isDeepStrictEqual(own, common)) return null;
  return `it is unlike the other episodes, and needs a version of its own: ${toJson(own)}, not ${toJson(common)}`;
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
