import { expect, test } from 'vitest';
import { parseRecipe } from './recipe.ts';
import { shippedRecipes } from './shipped.ts';

test('a shipped recipe carries the name of its file', () => {
  expect(shippedRecipes().map(({ name }) => name)).toEqual([
    'everything',
    'success-only',
    'recovery-and-success',
    'shortest-way',
  ]);
});

test('what a recipe does not say is the default, and stands in the parsed recipe', () => {
  expect(parseRecipe('{"format":1,"name":"plain"}', 'plain.json')).toEqual({
    format: 1,
    name: 'plain',
    description: '',
    filter: { verdict: 'not-rejected', outcomes: null, protocols: null, phases: null },
    mask: { keep: 'everything' },
    reward: { kind: 'protocol' },
    discount: { gamma: 0.99, everyMs: 100 },
    resample: { hz: null, method: 'nearest' },
    latencyMs: {},
    cameras: null,
    images: null,
    trimIdle: null,
    split: null,
  });
});

test.each([
  ['a field that there is not', { mask: { keep: 'everything', drop: [] } }, 'mask'],
  ['a kind of reward that there is not', { reward: { kind: 'dense' } }, 'reward.kind'],
  ['a rate of nothing', { resample: { hz: 0 } }, 'resample.hz'],
  ['a newer format', { format: 2 }, 'format'],
])('%s is refused with its path', (_, fields, path) => {
  expect(() => parseRecipe(JSON.stringify({ format: 1, name: 'plain', ...fields }), 'r.json')).toThrow(path);
});
