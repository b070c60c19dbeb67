import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeEpisode } from '../test/golden/describe.ts';
import { episodeFolder, episodeNames, openDataset, readManifest } from './dataset.ts';
import { EPISODE_FORMAT } from './episode/manifest.ts';
import { verifyDataset } from './integrity/verify-dataset.ts';
import { readLabels } from './labels.ts';

const golden = fileURLToPath(new URL('../test/golden', import.meta.url));
const formats = readdirSync(golden).filter((name) => name.startsWith('format-'));

test('there is a golden dataset of every format', () => {
  expect(formats).toEqual(Array.from({ length: EPISODE_FORMAT }, (_, i) => `format-${i + 1}`));
});

test.each(formats)(
  '%s is read with all its values, out of the very bytes that were written then',
  async (format) => {
    const folder = join(golden, format);
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    for (const [name, hash] of Object.entries(expected.files)) {
      const bytes = await readFile(join(folder, name));
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(hash);
    }
    const dataset = await openDataset(folder);
    expect(dataset.info).toMatchObject({ format: 1, robotProfile: 'built-arm', cameras: ['front', 'wrist'] });
    const [id] = await episodeNames(dataset);
    expect(await describeEpisode(episodeFolder(dataset, id!))).toEqual(expected.episode);
    const manifest = await readManifest(dataset, id!);
    expect(manifest).toMatchObject({ state: 'sealed', outcome: 'success', counts: { rows: 13, steps: 12 } });
    expect(manifest.head.clockOffset?.offsetNs).toBe(-1_234_567_890_123_456_789n);
    expect((await readLabels(dataset, id!)).labels.map(({ kind }) => kind)).toEqual(['accept']);
    for await (const { damage } of verifyDataset(dataset)) expect(damage).toEqual([]);
  },
);
