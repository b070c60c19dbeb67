import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import { depthPng } from '../../test/builders/depth-png.ts';
import { BAG_MAPPING, writeBag } from '../../test/builders/mcap-bag.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { episodeFolder, openDataset } from '../dataset.ts';
import { judgeEpisode } from '../episode/judged.ts';
import { openEpisode } from '../episode/reader.ts';
import { applyRecipe } from '../recipes/apply.ts';
import { recipeSchema } from '../recipes/recipe.ts';
import type { ImportSource } from './import-source.ts';
import { type ImportedRow, writeImported } from './imported-episode.ts';
import { openSource } from './open-source.ts';

/** Of ROS 2, in chunks compressed with lz4: the messages of `writeBag`, written by Python's mcap. */
const LZ4 = join(import.meta.dirname, '../../test/builders/ros2-lz4.mcap');
const ABOUT = { operator: 'unknown', outcome: 'failure' as const, importedAtNs: 1_790_000_000_000_000_000n };

let bags: string;
beforeEach(async () => {
  bags = await tempFolder();
});

async function open(): Promise<ImportSource> {
  const mapping = join(bags, 'mapping.json');
  await writeFile(mapping, JSON.stringify(BAG_MAPPING));
  return await openSource(bags, mapping, ABOUT);
}

async function readAll(source: ImportSource, index: number): Promise<ImportedRow[]> {
  const rows: ImportedRow[] = [];
  for await (const row of (await source.read(index)).rows()) rows.push(row);
  return rows;
}

test('a bag is the same in every encoding and compression', async () => {
  await copyFile(LZ4, join(bags, '0-ros2-lz4.mcap'));
  await writeBag(join(bags, '1-ros2-zstd.mcap'), 'cdr', 'zstd');
  await writeBag(join(bags, '2-ros2.mcap'), 'cdr');
  await writeBag(join(bags, '3-ros1.mcap'), 'ros1');
  await writeBag(join(bags, '4-json.mcap'), 'json');
  const source = await open();
  expect(source.episodes).toBe(5);
  for (let index = 0; index < source.episodes; index += 1) {
    const rows = await readAll(source, index);
    expect(rows).toHaveLength(20);
    for (const [row, { timeNs, state, action, images, stampsNs }] of rows.entries()) {
      expect(timeNs).toBe(BigInt(row) * 50_000_000n);
      // The newest of fifty joint states and ten pictures a second, at twenty rows a second.
      const [joints, picture] = [Math.floor((row * 50) / 20), Math.floor((row * 10) / 20)];
      expect(state[0]).toBeCloseTo(Math.sin(joints / 10), 12);
      expect(state[1]).toBeCloseTo(joints / 50, 12);
      if (action !== null) expect(action[0]).toBeCloseTo(row / 20, 12);
      expect(Buffer.from(images.front!)).toEqual(depthPng(4, 3, (x, y) => 1000 * picture + 10 * y + x));
      const logged = { front: BigInt(picture) * 100_000_000n, state: BigInt(joints) * 20_000_000n };
      expect(stampsNs).toEqual(logged);
    }
  }
});

test('a picture that several rows show is one picture, and counts as repeated', async () => {
  await writeBag(join(bags, 'bag.mcap'), 'cdr');
  const source = await open();
  const create = { name: 'imported', robotProfile: source.robot, cameras: source.cameras };
  const dataset = await openDataset(join(bags, 'dataset'), { create });
  const manifest = await writeImported(dataset, uuidv7(), await source.read(0));
  const reader = await openEpisode(episodeFolder(dataset, manifest.head.id));
  const series = await reader.series();
  await reader.close();
  const judged = judgeEpisode(manifest, Array.from(series.timeNs, Number), {
    outcome: null,
    segments: null,
    trim: null,
  });
  const [all] = applyRecipe({ manifest, series, judged }, recipeSchema.parse({ format: 1, name: 'all' }));
  // Ten pictures in twenty rows.
  expect(all!.samples.front).toEqual({ duplicated: 10, dropped: 0, interpolated: 0 });
  expect([...series.stamps.front!.stampNs.subarray(0, 4)]).toEqual([0n, 0n, 100_000_000n, 100_000_000n]);
});

test.each([
  ['null, as JSON has NaN', [0.5, null], 'found null'],
  ['true', [0.5, true], 'found true'],
  ['a field that there is not', undefined, 'found undefined'],
])('%s is no number', async (_, position, found) => {
  const bag = join(bags, 'bag.mcap');
  await writeBag(bag, 'json', 'none', (type, message) =>
    type === 'sensor_msgs/JointState' ? { ...message, position } : message,
  );
  const index = position === undefined ? 0 : 1;
  await expect(readAll(await open(), 0)).rejects.toThrow(
    `"position" of topic "/joint_states" is no number at index ${index}, logged at 1790000000000000000 ns: ${found}`,
  );
});

test('another length than that of the names is said', async () => {
  await writeBag(join(bags, 'bag.mcap'), 'cdr', 'none', (type, message) =>
    type === 'sensor_msgs/JointState' ? { ...message, position: [1] } : message,
  );
  await expect(readAll(await open(), 0)).rejects.toThrow(
    '"position" of topic "/joint_states" has 1 numbers, its mapping 2 names, logged at 1790000000000000000 ns',
  );
});

test('a damaged bag is named, and harms none of the others', async () => {
  const whole = await readFile(LZ4);
  await writeFile(join(bags, '0-damaged.mcap'), Buffer.from(whole).fill(0xff, 600, 640));
  await writeFile(join(bags, '1-cut.mcap'), whole.subarray(0, 4000));
  await writeFile(join(bags, '2-whole.mcap'), whole);
  const source = await open();
  await expect(readAll(source, 0)).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('0-damaged.mcap'),
  });
  await expect(source.read(1)).rejects.toThrow(/"mcap recover".*1-cut\.mcap/);
  expect(await readAll(source, 2)).toHaveLength(20);
});
