import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../test/builders/temp-dataset.ts';
import { readTargets, writeTarget } from './targets.ts';

it('keeps a target per protocol, changes it and takes it away', async () => {
  const folder = await tempFolder();
  expect(await readTargets(folder)).toEqual({});
  await writeTarget(folder, 'visual-backtracking', 60);
  await writeTarget(folder, 'play', 15);
  expect(await readTargets(folder)).toEqual({ 'visual-backtracking': 60, play: 15 });
  expect(await writeTarget(folder, 'play', null)).toEqual({ 'visual-backtracking': 60 });
  expect(await readTargets(folder)).toEqual({ 'visual-backtracking': 60 });
});

it('refuses a file that is wrong, newer or damaged', async () => {
  const folder = await tempFolder();
  const path = join(folder, 'targets.json');
  await writeFile(path, '{"format": 1, "minutes": {"play": -3}}');
  await expect(readTargets(folder)).rejects.toThrow(/minutes\.play: .*found -3/);
  await writeFile(path, '{"format": 2, "minutes": {}}');
  await expect(readTargets(folder)).rejects.toMatchObject({ code: 'invalid-input' });
  await writeFile(path, '{"format": 1, "minutes": {}}');
  await writeTarget(folder, 'play', 15);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('15', '16'));
  await expect(readTargets(folder)).rejects.toMatchObject({ code: 'corrupt' });
});
