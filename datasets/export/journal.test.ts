import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { recipeSchema } from '../recipes/recipe.ts';
import { Journal, type JournalEntry } from './journal.ts';
import type { Provenance } from './target.ts';

const provenance: Provenance = {
  software: { name: 'retrace', version: '0.0.0' },
  dataset: 'shirts',
  version: { name: 'v1', sha256: '0'.repeat(64) },
  recipe: recipeSchema.parse({ format: 1, name: 'test' }),
};

function entry(id: string): JournalEntry {
  return { result: { id, status: 'left-out', recordedSteps: 40, reason: 'it is rejected' }, written: [] };
}

test('a line that a crash cut short is gone, and the next one stands alone', async () => {
  const folder = await tempFolder();
  const open = () => Journal.open(folder, 'csv', provenance, () => true);
  await (await open()).add(entry('first'));
  // Within the two bytes of a letter.
  await appendFile(join(folder, 'retrace-journal.jsonl'), Buffer.from('{"result":{"id":"é').subarray(0, -1));
  const resumed = await open();
  expect(resumed.entries).toEqual([entry('first')]);
  await resumed.add(entry('second'));
  expect((await open()).entries).toEqual([entry('first'), entry('second')]);
});
