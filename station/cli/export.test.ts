import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildExportDataset } from '../../test/builders/export-dataset.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { retrace } from '../../test/support/cli.ts';

test('retrace export writes a version through a recipe file, and prints the report that lies beside the data', {
  timeout: 60_000,
}, async () => {
  const folder = await tempFolder();
  const dataset = join(folder, 'dataset');
  await buildExportDataset(dataset);
  const recipe = join(folder, 'thin.json');
  await writeFile(recipe, '{"format":1,"name":"thin","resample":{"hz":10}}');
  const out = join(folder, 'out');
  const exportTo = (target: string, ...more: string[]) =>
    retrace('export', dataset, '--version', 'v1', '--recipe', recipe, '--to', target, '--out', out, ...more);

  const unknown = await exportTo('pickle');
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('no target "pickle": there are lerobot-v3');

  const done = await exportTo('csv', '--json');
  expect(done.code).toBe(0);
  const report = JSON.parse(done.stdout);
  expect(report).toEqual(JSON.parse(await readFile(join(out, 'retrace-export.json'), 'utf8')));
  expect(report.recipe.resample).toEqual({ hz: 10, method: 'nearest' });
  expect(existsSync(join(out, 'steps/episode-000002.csv'))).toBe(true);

  const history = JSON.parse(await readFile(join(dataset, 'exports.json'), 'utf8'));
  expect(history.exports).toMatchObject([{ target: 'csv', recipe: 'thin', out, status: 'done' }]);

  const minari = await retrace(
    ...['export', dataset, '--version', 'v1', '--recipe', 'success-only', '--to', 'minari'],
    ...['--out', join(folder, 'minari')],
  );
  expect(minari.code, minari.stderr).toBe(0);
  // The last segment of the two that succeeded; the episode that failed has none.
  expect(minari.stdout).toMatch(
    /^2 episodes as 2 trajectories of 18 steps; 1 left out .*\n72 recorded steps masked/,
  );
  expect(minari.stdout).toContain("minari.load_dataset('v1-success-only-v0')");
  expect(existsSync(join(folder, 'minari/v1-success-only-v0'))).toBe(true);

  const again = await exportTo('csv');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('choose another folder');
});
