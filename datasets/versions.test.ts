import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeEpisode } from '../test/builders/episode.ts';
import { tempDataset } from '../test/builders/temp-dataset.ts';
import { readManifest } from './dataset.ts';
import type { Label } from './episode/label.ts';
import { appendLabel } from './labels.ts';
import { diffVersions, freezeVersion, readVersion, versionNames } from './versions.ts';

const COMMON = { format: 1, at: '2026-11-22T11:00:00.000Z', by: 'grace' } as const;
const TRIM: Label = { ...COMMON, kind: 'trim', startNs: 0, endNs: 1000 };

async function datasetOf(episodes: number) {
  const dataset = await tempDataset();
  const ids: string[] = [];
  for (let i = 0; i < episodes; i += 1) ids.push((await writeEpisode(dataset, 3)).head.id);
  return { dataset, ids };
}

const frozen = (name: string, ids: string[]) => ({ name, by: 'grace', filter: { outcome: 'success' }, ids });

test('a version keeps what was decided when it was frozen, whatever is decided later', async () => {
  const { dataset, ids } = await datasetOf(2);
  await appendLabel(dataset, ids[0]!, { ...COMMON, kind: 'accept' });
  await appendLabel(dataset, ids[0]!, TRIM);
  await freezeVersion(dataset, frozen('v1', ids));
  await appendLabel(dataset, ids[0]!, { ...COMMON, kind: 'outcome', outcome: 'failure' });
  const { episodes, filter, by } = await readVersion(dataset, 'v1');
  const manifest = await readManifest(dataset, ids[0]!);
  expect(episodes[0]).toEqual({
    id: ids[0],
    sha256: manifest.state === 'sealed' && manifest.file.sha256,
    verdict: 'accept',
    outcome: null,
    segments: null,
    trim: { startNs: 0, endNs: 1000 },
  });
  expect(episodes[1]).toMatchObject({ id: ids[1], verdict: null, trim: null });
  expect({ filter, by }).toEqual({ filter: { outcome: 'success' }, by: 'grace' });
});

test('equal contents have equal hashes under any name, and the difference of two versions is named', async () => {
  const { dataset, ids } = await datasetOf(3);
  const first = await freezeVersion(dataset, frozen('first', ids.slice(0, 2)));
  const same = await freezeVersion(dataset, frozen('same', [ids[1]!, ids[0]!]));
  expect(same.sha256).toBe(first.sha256);
  expect(diffVersions(first, same)).toEqual({ added: [], removed: [], relabelled: [] });
  await appendLabel(dataset, ids[1]!, TRIM);
  await appendLabel(dataset, ids[1]!, { ...COMMON, kind: 'task', task: 'fold the red shirt' });
  const next = await freezeVersion(dataset, frozen('next', ids.slice(1)));
  expect(diffVersions(first, next)).toEqual({
    added: [ids[2]],
    removed: [ids[0]],
    relabelled: [{ id: ids[1], changed: ['task', 'trim'] }],
  });
  expect(await versionNames(dataset)).toEqual(['first', 'next', 'same']);
});

test('a name is used once, stays inside its folder, and a missing one is answered with those there are', async () => {
  const { dataset, ids } = await datasetOf(1);
  await freezeVersion(dataset, frozen('v1', ids));
  await expect(freezeVersion(dataset, frozen('v1', ids))).rejects.toThrow(/"v1" exists already/);
  await expect(freezeVersion(dataset, frozen('../v2', ids))).rejects.toThrow(/expected a name of letters/);
  await expect(freezeVersion(dataset, frozen('empty', []))).rejects.toThrow(/nothing to freeze/);
  await expect(readVersion(dataset, 'v2')).rejects.toThrow(/no version "v2": there are v1/);
});

test('a version that was changed by hand is refused, with or without its check', async () => {
  const { dataset, ids } = await datasetOf(1);
  await freezeVersion(dataset, frozen('v1', ids));
  const path = join(dataset.path, 'versions/v1.json');
  const changed = (await readFile(path, 'utf8')).replace(
    '"trim": null',
    '"trim": { "startNs": 0, "endNs": 9 }',
  );
  await writeFile(path, changed);
  await expect(readVersion(dataset, 'v1')).rejects.toThrow(/damaged or was changed/);
  await writeFile(path, changed.replace(/,\n {2}"check": "\w+"/, ''));
  await expect(readVersion(dataset, 'v1')).rejects.toThrow(/not those that were frozen/);
});
