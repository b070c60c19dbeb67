import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../core/parse.ts';
import { type Dataset, episodeFolder } from '../datasets/dataset.ts';
import { judgeEpisode } from '../datasets/episode/judged.ts';
import { openEpisode } from '../datasets/episode/reader.ts';
import { applyRecipe } from '../datasets/recipes/apply.ts';
import { whyLeftOut } from '../datasets/recipes/filter.ts';
import { type Recipe, recipeSchema } from '../datasets/recipes/recipe.ts';
import { shippedRecipes } from '../datasets/recipes/shipped.ts';
import type { Trajectory } from '../datasets/recipes/trajectory.ts';
import { readVersion } from '../datasets/versions.ts';

/** Between them, every option of a recipe that changes what is read. */
const RECIPES: Record<string, unknown>[] = [
  {
    format: 1,
    name: 'slow-latest',
    resample: { hz: 7, method: 'latest' },
    discount: { gamma: 0.9, everyMs: 50 },
  },
  {
    format: 1,
    name: 'fast-nearest',
    resample: { hz: 33, method: 'nearest' },
    reward: { kind: 'sparse', success: 5 },
  },
  {
    format: 1,
    name: 'interpolated',
    resample: { hz: 12.5, method: 'interpolated' },
    reward: { kind: 'minus-one-per-step' },
  },
  {
    format: 1,
    name: 'late',
    latencyMs: { front: 40, state: 12.5, action: 70 },
    resample: { method: 'interpolated' },
  },
  { format: 1, name: 'moving', trimIdle: { leastMove: 0.01 }, cameras: ['wrist'] },
  {
    format: 1,
    name: 'way-back',
    mask: { keep: 'intents', intents: ['recover', 'succeed'] },
    filter: { phases: ['recovery'] },
  },
  {
    format: 1,
    name: 'tries',
    mask: { keep: 'phases', phases: ['failure', 'success'] },
    split: { validation: 0.5, seed: 3 },
  },
  { format: 1, name: 'accepted', filter: { verdict: 'accepted', outcomes: ['success', 'failure'] } },
];

/** What this side makes of a version with each recipe, for the Python reader to be compared with: `recipes.json`. */
export async function writeTrajectories(dataset: Dataset, version: string): Promise<void> {
  const expected = [];
  for (const definition of [...shippedRecipes(), ...RECIPES]) {
    const recipe = parse(recipeSchema, definition, 'recipe');
    expected.push({ recipe: definition, trajectories: await trajectoriesOf(dataset, version, recipe) });
  }
  writeFileSync(join(dataset.path, 'recipes.json'), JSON.stringify(expected));
}

async function trajectoriesOf(dataset: Dataset, version: string, recipe: Recipe): Promise<object[]> {
  const found: object[] = [];
  for (const frozen of (await readVersion(dataset, version)).episodes) {
    const reader = await openEpisode(episodeFolder(dataset, frozen.id));
    const series = await reader.series();
    await reader.close();
    const { manifest } = reader;
    const judged = judgeEpisode(manifest, Array.from(series.timeNs, Number), frozen);
    if (whyLeftOut(recipe, manifest, frozen, judged.segments) !== null) continue;
    found.push(...applyRecipe({ manifest, series, judged }, recipe).map(asJson));
  }
  return found;
}

function asJson(trajectory: Trajectory): object {
  const { timesNs, state, action, attempt, reward, discount, cameras } = trajectory;
  return {
    episode: trajectory.episodeId,
    clip: trajectory.clip,
    split: trajectory.split,
    outcome: trajectory.outcome,
    phase: trajectory.phase,
    is_terminated: trajectory.isTerminated,
    time_ns: Array.from(timesNs, Number),
    state: Array.from(state),
    action: Array.from(action),
    attempt: Array.from(attempt),
    reward: Array.from(reward),
    discount: Array.from(discount),
    image_rows: Object.fromEntries(cameras.map(({ name, rows }) => [name, Array.from(rows)])),
  };
}
