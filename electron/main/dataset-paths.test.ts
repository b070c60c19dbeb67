import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { datasetInArguments, datasetOf } from './dataset-paths.ts';

it('takes a dataset by its folder or by the file in it', async () => {
  const folder = await tempFolder();
  writeFileSync(join(folder, 'dataset.json'), '{}');
  writeFileSync(join(folder, 'notes.txt'), '');
  expect(datasetOf(folder)).toBe(folder);
  expect(datasetOf(join(folder, 'dataset.json'))).toBe(folder);
  writeFileSync(join(folder, 'shirts.retrace'), '');
  expect(datasetOf(join(folder, 'shirts.retrace'))).toBe(folder);
  expect(datasetOf(join(folder, 'notes.txt'))).toBeNull();
  expect(datasetOf(join(folder, 'missing'))).toBeNull();
  expect(datasetOf(join(folder, 'missing/dataset.json'))).toBeNull();
});

it('finds it among the arguments of a second start', async () => {
  const folder = await tempFolder();
  const other = await tempFolder();
  expect(datasetInArguments(['--inspect', 'missing', folder, other])).toBe(folder);
  expect(datasetInArguments(['--inspect', 'missing'])).toBeNull();
  expect(datasetInArguments([])).toBeNull();
});
