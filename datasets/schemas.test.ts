import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { writeEpisode } from '../test/builders/episode.ts';
import { tempDataset } from '../test/builders/temp-dataset.ts';
import { runEpisodeChecks } from './checks/run-checks.ts';
import { discardEpisode, episodeFolder } from './dataset.ts';
import { addToExportHistory } from './export-history.ts';
import { appendLabel } from './labels.ts';
import { jsonSchemas } from './schemas.ts';
import { freezeVersion } from './versions.ts';
import { saveView } from './views.ts';

const schemas = jsonSchemas();

test.each(Object.keys(schemas))(
  'docs/schemas/%s is that of the code; "npm run schemas" writes it',
  async (name) => {
    const text = await readFile(new URL(`../docs/schemas/${name}`, import.meta.url), 'utf8');
    expect(JSON.parse(text)).toEqual(schemas[name]);
  },
);

/** All JSON that is on disk once an episode has been recorded, labelled and discarded, by its schema. */
async function filesOnDisk(): Promise<[schema: string, value: Record<string, unknown>][]> {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, 3);
  const at = '2026-11-22T11:00:00.000Z';
  await appendLabel(dataset, head.id, { format: 1, at, by: 'grace', kind: 'note', text: 'dark' });
  const read = async (...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8'));
  await freezeVersion(dataset, { name: 'v1', by: 'grace', filter: {}, ids: [head.id] });
  const folder = episodeFolder(dataset, head.id);
  await runEpisodeChecks(dataset, head.id, () => {});
  await saveView(dataset, { name: 'risky', filter: {}, sort: 'risk', isAscending: false });
  await addToExportHistory(dataset, {
    at,
    by: 'grace',
    version: 'v1',
    recipe: 'everything',
    target: 'csv',
    out: '/exports/v1',
    durationMs: 1200,
    status: 'refused',
    message: 'the disk is full',
    totals: null,
    failed: [],
  });
  const kept: [string, Record<string, unknown>][] = [
    ['dataset.schema.json', await read(dataset.path, 'dataset.json')],
    ['episode.schema.json', await read(folder, 'episode.json')],
    ['label.schema.json', await read(folder, 'labels.jsonl')],
    ['checks.schema.json', await read(folder, 'checks.json')],
    ['views.schema.json', await read(dataset.path, 'views.json')],
    ['exports.schema.json', await read(dataset.path, 'exports.json')],
    ['version.schema.json', await read(dataset.path, 'versions/v1.json')],
  ];
  await discardEpisode(dataset, head.id, 'slipped', 'ada');
  return [...kept, ['trash.schema.json', await read(dataset.trashPath, head.id, 'trash.json')]];
}

test('files on disk are valid by the published schemas, and wrong ones are not', async () => {
  for (const [name, value] of await filesOnDisk()) {
    const published = z.fromJSONSchema(schemas[name] as z.core.JSONSchema.JSONSchema);
    expect(published.safeParse(value).error, name).toBeUndefined();
    expect(value.check, name).toMatch(/^[0-9a-f]{8}$/);
    expect(published.safeParse({ ...value, format: 2 }).success, name).toBe(false);
    expect(published.safeParse({ ...value, check: 'x' }).success, name).toBe(false);
    for (const field of Object.keys(value).filter((key) => key !== 'check' && key !== 'predicate')) {
      const { [field]: _, ...without } = value;
      expect(published.safeParse(without).success, `${name} without ${field}`).toBe(false);
    }
  }
});
