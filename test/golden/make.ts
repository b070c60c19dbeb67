import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { episodeFolder, openDataset } from '../../datasets/dataset.ts';
import { EPISODE_FORMAT } from '../../datasets/episode/manifest.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { appendLabel } from '../../datasets/labels.ts';
import { BUILT_DATASET, buildEnd, buildHead, buildRow } from '../builders/episode.ts';
import { describeEpisode } from './describe.ts';

const ID = '01a20000-0000-7000-8000-000000000001';
const STEPS = 12;
const LATE_ROWS = 3;

/**
 * Write the golden dataset of the format that this code writes: `node test/golden/make.ts`. Done once a
 * format; what is committed is never written again, since that readers still read it is the point of it.
 */
async function main(): Promise<void> {
  const folder = join(import.meta.dirname, `format-${EPISODE_FORMAT}`);
  const dataset = await openDataset(folder, { create: BUILT_DATASET });
  const head = buildHead({ id: ID, sessionId: 'golden' });
  const writer = await EpisodeWriter.create(dataset, head, { limits: { batchBytes: 5000 } });
  for (let step = 0; step <= STEPS; step += 1) {
    const row = buildRow(head, step, STEPS);
    const { front } = row.images;
    const isLate = step < LATE_ROWS;
    // The second camera comes late, so that there are null images.
    writer.append(
      isLate ? { ...row, images: { front: front! }, stamps: { ...row.stamps, wrist: null } } : row,
    );
  }
  await writer.seal(buildEnd(STEPS));
  await appendLabel(dataset, ID, { format: 1, at: '2026-11-22T11:00:00.000Z', by: 'grace', kind: 'accept' });
  const files = ['episode.json', 'episode.arrow', 'labels.jsonl'].map((name) => join('episodes', ID, name));
  const hashes = ['dataset.json', ...files].map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  ]);
  const expected = {
    files: Object.fromEntries(hashes),
    episode: await describeEpisode(episodeFolder(dataset, ID)),
  };
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected)}\n`);
}

await main();
