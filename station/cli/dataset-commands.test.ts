import { appendFile, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type Dataset,
  discardEpisode,
  episodeFolder,
  listEpisodes,
  openDataset,
  readManifest,
} from '../../datasets/dataset.ts';
import type { Label } from '../../datasets/episode/label.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { appendLabel, readLabels } from '../../datasets/labels.ts';
import { acquireLock } from '../../datasets/lock.ts';
import { BUILT_DATASET, buildHead, buildRow, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../../test/builders/temp-dataset.ts';
import { retrace } from '../../test/support/cli.ts';

const STEPS = 30;
const ACCEPT: Label = { format: 1, at: '2026-11-22T11:00:00.000Z', by: 'grace', kind: 'accept' };
const REJECT: Label = {
  format: 1,
  at: '2026-11-22T12:00:00.000Z',
  by: 'ada',
  kind: 'reject',
  reason: 'slipped',
};

/** Leave an episode open, as a crash does. */
async function leaveOpen(dataset: Dataset, rows: number): Promise<string> {
  const head = buildHead();
  const writer = await EpisodeWriter.create(dataset, head, { limits: { batchBytes: 1 } });
  for (let step = 0; step < rows; step += 1) writer.append(buildRow(head, step, STEPS));
  await expect.poll(() => writer.durableNs > 0n || rows === 0).toBe(true);
  return head.id;
}

async function sound(dataset: Dataset): Promise<string> {
  const { head } = await writeEpisode(dataset, STEPS);
  return head.id;
}

test('each command says how it is used', { timeout: 120_000 }, async () => {
  for (const [command, words] of [
    ['verify', ['Exit codes:', '2  damaged', '--json']],
    ['recover', ['Refused while a station records', 'Exit codes:']],
    ['merge', ['--into <folder>', 'checked against its hash']],
    ['trash', ['list', 'restore', 'empty']],
  ] as const) {
    const { code, stdout } = await retrace(command, '--help');
    expect(code, command).toBe(0);
    for (const word of words) expect(stdout).toContain(word);
  }
});

test('verify: 0 for whole, 1 for flagged, 2 for damaged, 3 for nothing to check', {
  timeout: 120_000,
}, async () => {
  const dataset = await tempDataset();
  const first = await sound(dataset);
  const second = await sound(dataset);
  const third = await sound(dataset);
  const verify = () => retrace('verify', dataset.path, '--json');
  const whole = await verify();
  expect(whole.json().at(-1), whole.stdout).toEqual({
    dataset: dataset.path,
    verdict: 'whole',
    episodes: { whole: 3, flagged: 0, damaged: 0 },
  });
  expect(whole.code).toBe(0);

  const open = await leaveOpen(dataset, 3);
  await writeFile(join(dataset.episodesPath, 'notes.txt'), 'mine');
  const flagged = await verify();
  expect(flagged.code).toBe(1);
  expect(
    flagged
      .json()
      .filter(({ verdict }) => verdict === 'flagged')
      .map(({ name }) => name),
  ).toEqual([open, 'notes.txt', undefined]);

  const path = join(episodeFolder(dataset, first), 'episode.arrow');
  const bytes = await readFile(path);
  bytes[bytes.byteLength >> 1]! ^= 4;
  await writeFile(path, bytes);
  const manifest = join(episodeFolder(dataset, second), 'episode.json');
  await writeFile(
    manifest,
    (await readFile(manifest, 'utf8')).replace('"operator": "ada"', '"operator": "eve"'),
  );
  await appendFile(join(episodeFolder(dataset, third), 'labels.jsonl'), '{"format":1}\n');
  const damaged = await verify();
  expect(damaged.code).toBe(2);
  const damage = Object.fromEntries(damaged.json().map((report) => [report.name, String(report.damage)]));
  expect(damage[first]).toMatch(/data have changed: SHA-256|damaged/);
  expect(damage[second]).toContain('damaged or was changed');
  expect(damage[third]).toContain('line 1');
  const forPeople = await retrace('verify', dataset.path);
  expect(forPeople.code).toBe(2);
  expect(forPeople.stdout).toContain(`${first}  damaged\n`);
  expect(forPeople.stdout).toMatch(/damaged: 0 whole, 2 flagged, 3 damaged \(.*\)\n$/);

  await writeFile(join(dataset.path, 'dataset.json'), '{');
  expect((await retrace('verify', dataset.path)).code).toBe(2);
  const missing = await retrace('verify', join(dataset.path, 'nowhere'));
  expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('no dataset here')]);
  expect((await retrace('verify', '--fast')).code).toBe(3);
});

test('recover: seals what a crash left open, and leaves a dataset in use alone', {
  timeout: 120_000,
}, async () => {
  const dataset = await tempDataset();
  const kept = await leaveOpen(dataset, 12);
  const empty = await leaveOpen(dataset, 0);
  const lock = await acquireLock(dataset, 'station of the test');
  const refused = await retrace('recover', dataset.path);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining('in use by station of the test'),
  ]);
  await lock.release();

  const { code, json } = await retrace('recover', dataset.path, '--json');
  expect(code).toBe(0);
  expect(json()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: kept, rows: 12 }),
      expect.objectContaining({ id: empty, rows: 0 }),
    ]),
  );
  expect(await readManifest(dataset, kept)).toMatchObject({ state: 'recovered', counts: { rows: 12 } });
  const again = await retrace('recover', dataset.path);
  expect(again.stdout).toBe(`0 recovered, 0 left open (${dataset.path})\n`);
});

test('merge: copies, checks, never clashes', { timeout: 120_000 }, async () => {
  const [a, b] = [await tempDataset(), await tempDataset()];
  const into = join(await tempFolder(), 'all');
  const shared = await sound(a);
  await cp(episodeFolder(a, shared), episodeFolder(b, shared), { recursive: true });
  await appendLabel(a, shared, REJECT);
  await appendLabel(b, shared, ACCEPT);
  const [onlyA, onlyB, damaged] = [await sound(a), await sound(b), await sound(b)];
  await truncate(join(episodeFolder(b, damaged), 'episode.arrow'), 5000);
  const open = await leaveOpen(b, 3);
  // What a merge that was killed leaves behind.
  await mkdir(join(into, 'episodes', `.${onlyA}.partial`), { recursive: true });
  await rm(into, { recursive: true });

  const merged = await retrace('merge', a.path, b.path, '--into', into, '--json');
  expect(merged.code).toBe(1);
  const results = merged.json();
  expect(results.at(-1)).toEqual({ into, episodes: { copied: 3, present: 1, 'left-out': 2 } });
  expect(
    results
      .filter(({ result }) => result === 'left-out')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([damaged, open].sort());
  const target = await openDataset(into);
  const { episodes, unreadable } = await listEpisodes(target);
  expect(episodes.map(({ head }) => head.id).sort()).toEqual([shared, onlyA, onlyB].sort());
  expect(unreadable).toEqual([]);
  // In order of time: grace's word was the earlier one.
  expect((await readLabels(target, shared)).labels).toEqual([ACCEPT, REJECT]);
  expect((await retrace('verify', into)).stdout).toMatch(/^whole: 3 whole/);
  expect(await readdir(join(into, 'episodes'))).toHaveLength(3);

  const again = await retrace('merge', a.path, '--into', into);
  expect(again.stdout).toBe(`0 copied, 2 there already, 0 left out (${into})\n`);
  expect(again.code).toBe(0);
});

test('merge: refuses other robots, other cameras, another episode of the same id, and itself', {
  timeout: 120_000,
}, async () => {
  const a = await tempDataset();
  const other = await openDataset(await tempFolder(), { create: { ...BUILT_DATASET, cameras: ['top'] } });
  const into = join(await tempFolder(), 'all');
  const refused = await retrace('merge', a.path, other.path, '--into', into);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('with cameras top')]);
  expect(await readdir(join(into, '..'))).toEqual([]);
  expect((await retrace('merge', a.path, '--into', a.path)).stderr).toContain('into itself');
  expect((await retrace('merge', a.path)).stderr).toContain("required option '-i, --into <folder>'");

  const b = await tempDataset();
  const head = buildHead();
  await writeEpisode(a, 3, { head });
  await writeEpisode(b, 4, { head });
  const clash = await retrace('merge', a.path, b.path, '--into', into);
  expect([clash.code, clash.stderr]).toEqual([1, expect.stringContaining('another episode of this id')]);
  expect(await readManifest(await openDataset(into), head.id)).toMatchObject({ counts: { steps: 3 } });
});

test('trash: lists, brings back, and deletes only what is old', { timeout: 120_000 }, async () => {
  const dataset = await tempDataset();
  const ids = [await sound(dataset), await sound(dataset), await sound(dataset)];
  for (const id of ids) await discardEpisode(dataset, id, 'slipped', 'ada');
  const [old, restored, recent] = ids as [string, string, string];
  const notePath = join(dataset.trashPath, old, 'trash.json');
  const { check, ...note } = JSON.parse(await readFile(notePath, 'utf8'));
  await writeFile(notePath, JSON.stringify({ ...note, discardedAt: '2026-01-01T00:00:00.000Z' }));
  const trash = (...args: string[]) => retrace('trash', ...args, '--dataset', dataset.path);

  const listed = await trash('list');
  expect(listed.stdout).toContain(`${old}  2026-01-01 00:00:00   0:00.9  ada: slipped\n`);
  expect(listed.stdout).toMatch(/3 discarded/);
  expect((await trash('list', '--json')).json().map(({ id }) => id)).toEqual([...ids].sort().reverse());

  expect((await trash('restore', restored)).code).toBe(0);
  expect((await readManifest(dataset, restored)).head.id).toBe(restored);
  expect((await readdir(episodeFolder(dataset, restored))).sort()).toEqual(['episode.arrow', 'episode.json']);
  expect((await trash('restore', 'ffff')).stderr).toContain('0 discarded episodes match "ffff"');

  expect((await trash('empty')).stderr).toContain("required option '--older-than <days>'");
  expect((await trash('empty', '--older-than', '-1')).stderr).toContain('0 or more');
  expect((await trash('empty', '--older-than', '30', '--json')).json()).toEqual([{ id: old }]);
  expect(await readdir(dataset.trashPath)).toEqual([recent]);
});
