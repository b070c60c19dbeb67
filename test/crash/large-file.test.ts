import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readManifestFile, writeManifestFile } from '../../datasets/episode/manifest-file.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { recoverEpisode } from '../../datasets/episode/recover.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import type { Disk } from '../../datasets/storage/append-file.ts';
import { foldRecovered } from '../../station/collect/fold-recovered.ts';
import { buildEnd, buildHead, buildRow } from '../builders/episode.ts';
import { tempDataset } from '../builders/temp-dataset.ts';

const STEPS = 8;
/** Beyond what 32 bits can count: five of these. */
const HUGE = new Uint8Array(2 ** 30);

/** Zeros are not written but left as a hole, so that the file takes no room. Everything else is on a real disk. */
async function sparseDisk(path: string): Promise<Disk> {
  const file = await open(path, 'wx');
  return {
    async writev(chunks, position = 0) {
      let at = position ?? 0;
      for (const chunk of chunks) {
        if (chunk !== HUGE) await file.write(chunk as Uint8Array, 0, chunk.byteLength, at);
        at += chunk.byteLength;
      }
      return { bytesWritten: at - (position ?? 0), buffers: chunks };
    },
    datasync: () => file.datasync(),
    close: () => file.close(),
  };
}

test('an episode of more than 4 GiB is read at any row, and recovered when its end is torn', {
  timeout: 240_000,
}, async () => {
  const dataset = await tempDataset();
  const head = buildHead();
  const writer = await EpisodeWriter.create(dataset, head, { createDisk: sparseDisk });
  const rows = Array.from({ length: STEPS + 1 }, (_, step) => buildRow(head, step, STEPS));
  for (const [step, row] of rows.entries()) {
    const isHuge = step >= 1 && step <= 5;
    writer.append(isHuge ? { ...row, images: { ...row.images, front: HUGE } } : row);
  }
  const { file } = await writer.seal(buildEnd(STEPS));
  expect(file.bytes).toBeGreaterThan(5 * 2 ** 30);

  const expectLastRows = async () => {
    const reader = await openEpisode(writer.folder);
    for (const step of [0, 6, 7]) {
      expect(Buffer.from(await reader.frame('front', step))).toEqual(Buffer.from(rows[step]!.images.front!));
    }
    expect((await reader.series()).state).toHaveLength(reader.rowCount * 3);
    await reader.close();
  };
  await expectLastRows();

  const dataPath = join(writer.folder, 'episode.arrow');
  await truncate(dataPath, file.bytes - 100);
  const manifest = await readManifestFile(writer.folder);
  await writeManifestFile(writer.folder, { format: 1, state: 'recording', head: manifest.head });
  expect(await recoverEpisode(dataset, head.id, foldRecovered)).toMatchObject({ rows: STEPS + 1 });
  await expectLastRows();
});
