import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../../core/errors.ts';
import type { Dataset } from '../dataset.ts';
import { systemCode } from '../storage/files.ts';
import { parseRecipe, type Recipe } from './recipe.ts';
import { shippedRecipes } from './shipped.ts';

/** The folder of a dataset that holds its users' own recipes. */
const FOLDER = 'recipes';

export interface RecipeListing {
  recipes: { recipe: Recipe; isOwn: boolean }[];
  /** Files that were refused, with the path of each wrong field. */
  unreadable: { file: string; message: string }[];
}

/**
 * The shipped recipes and those of the dataset's own folder, as the files are now. An own one with a shipped name
 * takes its place; a wrong one leaves the others usable.
 *
 * @throws AppError `io`
 */
export async function listRecipes(dataset: Dataset): Promise<RecipeListing> {
  const byName = new Map(shippedRecipes().map((recipe) => [recipe.name, { recipe, isOwn: false }]));
  const unreadable: RecipeListing['unreadable'] = [];
  for (const file of await ownFiles(dataset)) {
    const path = join(dataset.path, FOLDER, file);
    try {
      const recipe = parseRecipe(await readFile(path, 'utf8'), path);
      byName.set(recipe.name, { recipe, isOwn: true });
    } catch (error) {
      unreadable.push({ file, message: messageOf(error) });
    }
  }
  return { recipes: [...byName.values()], unreadable };
}

/** @throws AppError `not-found` with the names that there are, `io`. */
export async function findRecipe(dataset: Dataset, name: string): Promise<Recipe> {
  const { recipes, unreadable } = await listRecipes(dataset);
  const found = recipes.find(({ recipe }) => recipe.name === name);
  if (found !== undefined) return found.recipe;
  const names = recipes.map(({ recipe }) => recipe.name).join(', ');
  const wrong = unreadable.map(({ message }) => `; ${message}`).join('');
  throw new AppError('not-found', `no recipe "${name}": there are ${names}${wrong}`);
}

async function ownFiles({ path }: Dataset): Promise<string[]> {
  const folder = join(path, FOLDER);
  try {
    return (await readdir(folder)).filter((file) => /^[^.].*\.json$/.test(file)).sort();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new AppError('io', `the recipes cannot be listed: ${messageOf(cause)} (${folder})`, { cause });
  }
}
