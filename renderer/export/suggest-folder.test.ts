import { expect, it } from 'vitest';
import { suggestFolder } from './suggest-folder.ts';

const choice = { version: 'v1', recipe: 'everything', target: 'csv' };
const past = (out: string, status: 'done' | 'cancelled' = 'done') => ({ out, status });

it('names a folder by what is in it, and never one that is there', () => {
  expect(suggestFolder(choice, [])).toBe('v1-everything-csv');
  const history = [past('/data/exports/v1-everything-csv'), past('C:\\exports\\v1-everything-csv-2')];
  expect(suggestFolder(choice, history)).toBe('v1-everything-csv-3');
});

it('goes on in the folder of an export that was cancelled', () => {
  expect(suggestFolder(choice, [past('/data/v1-everything-csv', 'cancelled')])).toBe('v1-everything-csv');
});
