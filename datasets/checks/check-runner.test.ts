import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import jpeg from '@julusian/jpeg-turbo';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { buildEnd, buildHead, buildRow, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { CatalogueThread } from '../catalogue/catalogue-thread.ts';
import { type Dataset, episodeFolder } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import { EpisodeWriter } from '../episode/writer.ts';
import { addCheck } from '../json-check.ts';
import { appendLabel } from '../labels.ts';
import { EPISODE_CHECKS, PEER_CHECKS } from './all-checks.ts';
import { CheckRunner } from './check-runner.ts';
import { readChecks } from './results.ts';

const SLOW = 60_000;
const at = '2026-11-22T11:00:00.000Z';

let dataset: Dataset;
let catalogue: CatalogueThread;
let runner: CheckRunner;

beforeEach(async () => {
  dataset = await tempDataset();
  catalogue = new CatalogueThread(dataset);
  runner = new CheckRunner(dataset, catalogue);
  onTestFinished(async () => {
    await runner.close();
    await catalogue.close();
  });
});

const add = async () => (await writeEpisode(dataset, 30, { head: buildHead() })).head.id;
const pathOf = (id: string) => join(episodeFolder(dataset, id), EPISODE_FILES.checks);

test(
  'runs every check once, on disk with its version, and again where it is asked for',
  async () => {
    const ids = [await add(), await add()];
    const progress: string[] = [];
    expect(await runner.run((done, of) => progress.push(`${done}/${of}`))).toEqual({
      checked: 2,
      failed: [],
    });
    expect(progress).toEqual(['1/2', '2/2']);
    const checks = (await readChecks(dataset, ids[0]!))!;
    expect(checks.results.map(({ name, version }) => `${name}@${version}`)).toEqual(
      [...EPISODE_CHECKS, ...PEER_CHECKS].map(({ name, version }) => `${name}@${version}`),
    );
    expect(checks.peers).toBe(1);
    expect((await runner.run()).checked).toBe(0);
  },
  SLOW,
);

describe('an episode is looked at again', () => {
  test.each<[string, (id: string) => Promise<void>]>([
    [
      'when people judged it',
      (id) => appendLabel(dataset, id, { format: 1, at, by: 'grace', kind: 'outcome', outcome: 'failure' }),
    ],
    ['when its results are gone', (id) => rm(pathOf(id))],
    ['when they are damaged', (id) => writeFile(pathOf(id), '{"format":1')],
    [
      'when a check has changed',
      async (id) => {
        const { check: _, ...stored } = JSON.parse(await readFile(pathOf(id), 'utf8'));
        stored.results[0].version += 1;
        await writeFile(pathOf(id), addCheck(JSON.stringify(stored)));
      },
    ],
  ])(
    '%s',
    async (_name, change) => {
      const id = await add();
      await runner.run();
      const before = await readFile(pathOf(id), 'utf8');
      await change(id);
      expect((await runner.run()).checked).toBe(1);
      expect(JSON.parse(await readFile(pathOf(id), 'utf8')).checkedAt).not.toBe(JSON.parse(before).checkedAt);
    },
    SLOW,
  );

  test(
    'but not for a note',
    async () => {
      const id = await add();
      await runner.run();
      await appendLabel(dataset, id, { format: 1, at, by: 'grace', kind: 'note', text: 'dark' });
      expect((await runner.run()).checked).toBe(0);
    },
    SLOW,
  );
});

test(
  'a new episode makes those before it look at it, too',
  async () => {
    const first = await add();
    await runner.run();
    expect((await readChecks(dataset, first))!.peers).toBe(0);
    await add();
    await runner.run();
    expect((await readChecks(dataset, first))!.peers).toBe(1);
  },
  SLOW,
);

test(
  'one that cannot be read is told, and keeps no other from being checked',
  async () => {
    const [broken, whole] = [await add(), await add()];
    await writeFile(join(episodeFolder(dataset, broken), EPISODE_FILES.data), 'ARROW1');
    const { checked, failed } = await runner.run();
    expect(checked).toBe(1);
    expect(failed.map(({ id }) => id)).toEqual([broken]);
    expect(await readChecks(dataset, whole)).not.toBeNull();
  },
  SLOW,
);

test(
  'pictures that are no JPEG are left out, the others are looked at',
  async () => {
    const head = buildHead();
    const writer = await EpisodeWriter.create(dataset, head);
    for (let step = 0; step <= 30; step += 1) {
      const row = buildRow(head, step, 30);
      writer.append({ ...row, images: { ...row.images, wrist: Buffer.from('no picture') } });
    }
    await writer.seal(buildEnd(30));
    expect(await runner.run()).toEqual({ checked: 1, failed: [] });
  },
  SLOW,
);

test(
  'stands still while paused, and goes on where it was',
  async () => {
    const id = await add();
    runner.pause();
    const running = runner.run();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await readChecks(dataset, id)).toBeNull();
    runner.resume();
    expect((await running).checked).toBe(1);
  },
  SLOW,
);

test(
  'is closed in the middle of it',
  async () => {
    for (let i = 0; i < 4; i += 1) await add();
    runner.pause();
    const running = runner.run();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await runner.close();
    await expect(running).rejects.toThrow(/stopped/);
  },
  SLOW,
);

test(
  'what a camera really sends is found black, in a file as the station writes it',
  async () => {
    const black = jpeg.compressSync(Buffer.alloc(64 * 48 * 3, 4), {
      format: jpeg.FORMAT_RGB,
      width: 64,
      height: 48,
      subsampling: jpeg.SAMP_420,
    });
    const head = buildHead();
    const writer = await EpisodeWriter.create(dataset, head);
    for (let step = 0; step <= 90; step += 1) {
      const row = buildRow(head, step, 90);
      writer.append(step < 30 || step >= 60 ? row : { ...row, images: { ...row.images, wrist: black } });
    }
    await writer.seal(buildEnd(90));
    await runner.run();
    const { episodes } = await catalogue.query({ findingCode: 'black-image' });
    expect(episodes.map(({ id }) => id)).toEqual([head.id]);
    expect(episodes[0]!.findings).toContainEqual({
      code: 'black-image',
      severity: 'warning',
      message: expect.stringMatching(/^wrist is black for 1\.[01] s, first at 1\.[01] s$/),
    });
  },
  SLOW,
);
