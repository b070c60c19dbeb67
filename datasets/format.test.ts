import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataType, type Field } from 'apache-arrow';
import { expect, test } from 'vitest';
import { buildHead, writeEpisode } from '../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../test/builders/temp-dataset.ts';
import { checksSchema } from './checks/results.ts';
import { discardEpisode } from './dataset.ts';
import { readDatasetInfo } from './dataset-info.ts';
import { labelSchema } from './episode/label.ts';
import { episodeManifestSchema } from './episode/manifest.ts';
import { episodeSchema } from './episode/schema.ts';
import { exportHistorySchema } from './export-history.ts';
import { readVersion } from './versions.ts';
import { viewsSchema } from './views.ts';

const doc = await readFile(new URL('../docs/format.md', import.meta.url), 'utf8');

/** The text of the example that begins with this line. */
function example(fence: string): string {
  const begin = doc.indexOf(`\`\`\`${fence}\n`);
  if (begin < 0) throw new Error(`docs/format.md has no example "${fence}"`);
  return doc.slice(begin + fence.length + 4, doc.indexOf('\n```', begin + 3));
}

/** A field's type in the words of the page; what is in structs and lists stands there in prose. */
function typeOf({ type }: Field): string {
  if (DataType.isDictionary(type)) return 'dictionary<int32, utf8>';
  if (DataType.isTimestamp(type)) return 'timestamp[ns, UTC]';
  if (DataType.isFixedSizeList(type)) return 'fixed_size_list<float32>';
  if (DataType.isStruct(type)) return 'struct';
  if (DataType.isList(type)) return 'list';
  return String(type).toLowerCase();
}

test('the page lists the columns of an episode, in their order', () => {
  const [camera] = buildHead().cameras;
  const head = buildHead({ cameras: [camera!], extras: [{ name: 'arm', kind: 'vector' }] });
  const columns = episodeSchema(head).fields.map((field) => [
    field.name.replace(/(?<=images\.).*/, '<camera>').replace(/(?<=extra\.).*/, '<stream>'),
    typeOf(field),
  ]);
  const table = doc.slice(doc.search(/\| column +\|/), doc.indexOf('`value` is list'));
  const documented = [...table.matchAll(/^\| `(.+?)` +\| (.+?) +\|/gm)].map(([, name, type]) => [
    name,
    type!.replace(/^(struct|list)\b.*/, '$1'),
  ]);
  expect(documented).toEqual(columns);
});

test('the page has valid examples', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'dataset.json'), example('json dataset'));
  const { check, ...info } = JSON.parse(example('json dataset'));
  expect(check).toMatch(/^[0-9a-f]{8}$/);
  expect(await readDatasetInfo(folder)).toEqual(info);
  const sealed = JSON.parse(example('json episode'));
  expect(Object.keys(episodeManifestSchema.parse(sealed))).toEqual(
    expect.arrayContaining(Object.keys(sealed)),
  );
  checksSchema.parse(JSON.parse(example('json checks')));
  viewsSchema.parse(JSON.parse(example('json views')));
  exportHistorySchema.parse(JSON.parse(example('json exports')));
  const recovery = JSON.parse(example('json recovery'));
  const recovered = { ...sealed, state: 'recovered', recovery };
  expect(episodeManifestSchema.parse(recovered)).toMatchObject({ recovery });
  for (const line of example('jsonl labels').split('\n')) {
    expect(labelSchema.parse(JSON.parse(line))).toEqual(JSON.parse(line));
  }
});

test('the page shows a label of each kind', () => {
  const shown = example('jsonl labels')
    .split('\n')
    .map((line) => JSON.parse(line).kind);
  expect(shown).toEqual(labelSchema.options.map(({ shape }) => shape.kind.value));
});

test('the page shows a version whose hash is that of its episodes', async () => {
  const dataset = await tempDataset();
  await mkdir(join(dataset.path, 'versions'));
  await writeFile(join(dataset.path, 'versions/tshirt-v1.json'), example('json version'));
  expect(await readVersion(dataset, 'tshirt-v1')).toEqual(JSON.parse(example('json version')));
});

test('the page shows what a discarded episode has', async () => {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, 1);
  await discardEpisode(dataset, head.id, 'gripper slipped', 'ada');
  const note = JSON.parse(await readFile(join(dataset.trashPath, head.id, 'trash.json'), 'utf8'));
  expect(Object.keys(JSON.parse(example('json trash')))).toEqual(Object.keys(note));
});
