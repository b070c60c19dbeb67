import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { openDataset } from '../dataset.ts';
import { AppendFile } from '../storage/append-file.ts';
import { type ImportedEpisode, type ImportedRow, writeImported } from './imported-episode.ts';

const PICTURE = new Uint8Array(4 * 2 ** 20);
const ROWS = 40;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Of 160 MiB: more than is read ahead of the disk. */
const episode: ImportedEpisode = {
  task: 'fold',
  operator: 'unknown',
  outcome: 'failure',
  stepHz: 10,
  startedAtWallNs: 0n,
  cameras: [{ name: 'front', widthPx: 640, heightPx: 480, encoding: 'jpeg' }],
  stateNames: ['x'],
  actionNames: ['vx'],
  findings: [],
  async *rows(): AsyncGenerator<ImportedRow> {
    for (let row = 0; row < ROWS; row += 1) {
      const action = row === ROWS - 1 ? null : [0];
      yield { timeNs: BigInt(row) * 100_000_000n, state: [0], action, images: { front: PICTURE } };
    }
  },
};

test('a disk that fails while it is waited for ends the import with its reason', async () => {
  const create = { name: 'imported', robotProfile: 'arm', cameras: ['front'] };
  const dataset = await openDataset(join(await tempFolder(), 'dataset'), { create });
  const append = AppendFile.prototype.append;
  vi.spyOn(AppendFile.prototype, 'append').mockImplementation(async function (this: AppendFile, chunks) {
    const isPictures = chunks.some(({ byteLength }) => byteLength >= PICTURE.byteLength);
    if (!isPictures) return await append.call(this, chunks);
    await new Promise((resolve) => setTimeout(resolve, 500));
    throw new Error('ENOSPC: no space left on device, writev');
  });
  await expect(writeImported(dataset, uuidv7(), episode)).rejects.toThrow('ENOSPC');
  expect(await readdir(dataset.episodesPath)).toEqual([]);
  expect(await readdir(dataset.trashPath)).toHaveLength(1);
});
