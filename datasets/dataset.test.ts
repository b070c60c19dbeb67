import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUILT_DATASET, buildHead, writeEpisode } from '../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../test/builders/temp-dataset.ts';
import { discardEpisode, episodeFolder, listEpisodes, openDataset, readManifest } from './dataset.ts';
import { EpisodeWriter } from './episode/writer.ts';

test('a dataset that was made is opened again', async () => {
  const folder = join(await tempFolder(), 'new', 'dataset');
  const made = await openDataset(folder, { create: BUILT_DATASET });
  expect(await openDataset(folder)).toEqual(made);
  expect(await openDataset(folder, { create: { ...BUILT_DATASET, name: 'again' } })).toEqual(made);
  expect(made.info).toMatchObject({ format: 1, ...BUILT_DATASET });
});

test('what is no dataset is not opened, and not made into one', async () => {
  const folder = await tempFolder();
  await expect(openDataset(folder)).rejects.toMatchObject({ code: 'not-found' });
  await writeFile(join(folder, 'thesis.tex'), '');
  await expect(openDataset(folder, { create: BUILT_DATASET })).rejects.toThrow(
    'holds 1 entries, such as "thesis.tex"',
  );
});

test('a dataset of another robot is not opened for recording', async () => {
  const { path } = await tempDataset();
  const create = { ...BUILT_DATASET, robotProfile: 'other-arm' };
  await expect(openDataset(path, { create })).rejects.toThrow('records robot "built-arm"');
});

test.each([
  ['{', 'not valid JSON'],
  ['[]', 'expected object'],
  ['{"format":2}', 'format: 2 is newer than 1'],
  ['{"format":1,"name":"a","createdAt":"yesterday","robotProfile":"b","cameras":[]}', 'createdAt: '],
  [
    '{"format":1,"name":"","createdAt":"2026-01-01T00:00:00Z","robotProfile":"b","cameras":[1]}',
    'cameras[0]: ',
  ],
])('dataset.json %s is refused by the name of what is wrong', async (text, message) => {
  const { path } = await tempDataset();
  await writeFile(join(path, 'dataset.json'), text);
  await expect(openDataset(path)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining(message),
  });
});

test('episodes are listed newest first, with those that cannot be read', async () => {
  const dataset = await tempDataset();
  const first = await writeEpisode(dataset, 2);
  const second = await writeEpisode(dataset, 2);
  const open = await EpisodeWriter.create(dataset, buildHead());
  await writeFile(join(dataset.episodesPath, 'notes.txt'), '');
  await writeFile(join(dataset.episodesPath, '.DS_Store'), '');
  const broken = await writeEpisode(dataset, 2);
  await writeFile(
    join(episodeFolder(dataset, broken.head.id), 'episode.json'),
    '{"format":1,"state":"sealed"}',
  );
  const moved = join(dataset.episodesPath, buildHead().id);
  await mkdir(moved);
  await writeFile(
    join(moved, 'episode.json'),
    await readFile(join(episodeFolder(dataset, first.head.id), 'episode.json')),
  );
  const { episodes, unreadable } = await listEpisodes(dataset);
  expect(episodes.map(({ state }) => state)).toEqual(['recording', 'sealed', 'sealed']);
  expect(episodes.slice(1)).toEqual([second, first]);
  expect(unreadable.map(({ message }) => message)).toEqual([
    expect.stringContaining('head: '),
    expect.stringContaining("is not the folder's name"),
    expect.stringContaining('no episode here'),
  ]);
  expect(open.rowsAppended).toBe(0);
});

test.each([
  ['format', { format: 9 }, 'format: 9 is newer'],
  ['state', { state: 'done' }, 'state: '],
  ['hash', { file: { bytes: 1, sha256: 'abc' } }, 'file.sha256: '],
  ['counts', { counts: { rows: 3, steps: 3, extras: {} } }, 'counts.steps: expected one step less than rows'],
  ['events', { events: [{ kind: 'mark', atNs: -1 }] }, 'events[0].transition: '],
  ['segments', { segments: [{ phase: 'failure' }] }, 'segments[0].attempt: '],
])('a manifest with a wrong %s is refused by its path', async (_, wrong, message) => {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, 2);
  const path = join(episodeFolder(dataset, head.id), 'episode.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...wrong }));
  await expect(readManifest(dataset, head.id)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining(message),
  });
});

test('a head with wrong fields is refused by their paths', async () => {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, 2);
  const path = join(episodeFolder(dataset, head.id), 'episode.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.head.startedAtWallNs = '12 o’clock';
  manifest.head.cameras[1].name = 'front';
  manifest.head.state.units = [];
  await writeFile(path, JSON.stringify(manifest));
  const message =
    /head\.cameras: expected each camera once.*head\.state\.units: .*head\.startedAtWallNs: expected nano/;
  await expect(readManifest(dataset, head.id)).rejects.toThrow(message);
});

test('an id cannot leave the dataset', async () => {
  const dataset = await tempDataset();
  await expect(readManifest(dataset, '../../etc')).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(readManifest(dataset, buildHead().id)).rejects.toMatchObject({ code: 'not-found' });
});

test('a discarded episode is in the trash with its reason', async () => {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, 2);
  await discardEpisode(dataset, head.id, 'gripper slipped', 'ada');
  expect((await listEpisodes(dataset)).episodes).toEqual([]);
  const trashed = join(dataset.trashPath, head.id);
  await access(join(trashed, 'episode.arrow'));
  const note = JSON.parse(await readFile(join(trashed, 'trash.json'), 'utf8'));
  expect(note).toMatchObject({ format: 1, reason: 'gripper slipped', by: 'ada' });
  await expect(discardEpisode(dataset, head.id, 'again', 'ada')).rejects.toMatchObject({ code: 'not-found' });
});

test('an episode that is being recorded is not discarded', async () => {
  const dataset = await tempDataset();
  const head = buildHead();
  await EpisodeWriter.create(dataset, head);
  await expect(discardEpisode(dataset, head.id, 'no', 'ada')).rejects.toMatchObject({ code: 'not-allowed' });
});
