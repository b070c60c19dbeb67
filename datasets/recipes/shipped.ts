import { parse } from '../../core/parse.ts';
import { type Recipe, recipeSchema } from './recipe.ts';
import everything from './shipped/everything.json' with { type: 'json' };
import recoveryAndSuccess from './shipped/recovery-and-success.json' with { type: 'json' };
import shortestWay from './shipped/shortest-way.json' with { type: 'json' };
import successOnly from './shipped/success-only.json' with { type: 'json' };

const shipped = {
  everything,
  'success-only': successOnly,
  'recovery-and-success': recoveryAndSuccess,
  'shortest-way': shortestWay,
};

/** The recipes that come with Retrace. They pass the same border as a user's own file. */
export function shippedRecipes(): Recipe[] {
  return Object.entries(shipped).map(([name, definition]) =>
    parse(recipeSchema, definition, `datasets/recipes/shipped/${name}.json`),
  );
}
