import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { datasetOf } from './dataset-paths.ts';

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
