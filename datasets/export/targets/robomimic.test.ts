import { join } from 'node:path';
import h5wasm, { type Dataset as Hdf5Dataset } from 'h5wasm/node';
import { expect, test } from 'vitest';
import { buildExportDataset } from '../../../test/builders/export-dataset.ts';
import { tempFolder } from '../../../test/builders/temp-dataset.ts';
import { episodeFolder } from '../../dataset.ts';
import { openEpisode } from '../../episode/reader.ts';
import { recipeSchema } from '../../recipes/recipe.ts';
import { readVersion } from '../../versions.ts';
import { runExport } from '../run-export.ts';
import { robomimic } from './robomimic.ts';

test('an action beyond 1 is divided by a power of two that stands beside it', {
  timeout: 60_000,
}, async () => {
  const folder = await tempFolder();
  const dataset = await buildExportDataset(join(folder, 'dataset'));
  const version = await readVersion(dataset, 'v1');
  const recipe = recipeSchema.parse({ format: 1, name: 'test' });
  const out = join(folder, 'out');
  await runExport({ dataset, version, recipe, target: robomimic, out });

  const reader = await openEpisode(episodeFolder(dataset, version.episodes[1]!.id));
  const { action } = await reader.series();
  await reader.close();
  await h5wasm.ready;
  const file = new h5wasm.File(join(out, 'data.hdf5'), 'r');
  const scaled = (file.get('data/demo_1/actions') as Hdf5Dataset).value as Float32Array;
  const scale = Array.from((file.get('data') as typeof file).attrs.action_scale!.value as Float64Array);
  file.close();
  expect(scale).toEqual([1, 4]);
  expect(scaled.every((value) => Math.abs(value) <= 1)).toBe(true);
  // The recipe leaves out the first row, from before the arm had spoken.
  expect(scaled.map((value, at) => value * scale[at % 2]!)).toEqual(action.subarray(2));
});
