import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset, tempFolder } from '../../test/builders/temp-dataset.ts';
import { retrace } from '../../test/support/cli.ts';

test('rebuild reads the catalogue anew, over a broken one too, and names what cannot be read', {
  timeout: 60_000,
}, async () => {
  const dataset = await tempDataset();
  await writeEpisode(dataset, 3);
  const {
    head: { id },
  } = await writeEpisode(dataset, 3);
  await writeFile(join(dataset.path, 'catalogue.sqlite'), 'not a database');
  const whole = await retrace('rebuild', dataset.path);
  expect([whole.code, whole.stdout, whole.stderr]).toEqual([
    0,
    expect.stringMatching(/^2 episodes in \d\.\d s, 0 of them unreadable\n$/),
    '',
  ]);
  await writeFile(join(dataset.episodesPath, id, 'episode.json'), '{}');
  const damaged = await retrace('rebuild', dataset.path, '--json');
  expect(damaged.code).toBe(1);
  expect(JSON.parse(damaged.stdout)).toMatchObject({ episodes: 2, unreadable: [{ id }] });
  expect(damaged.stderr).toContain(`unreadable: ${id}: `);
});

test('rebuild says how it is used, and that there is no dataset', { timeout: 60_000 }, async () => {
  const help = await retrace('rebuild', '--help');
  expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('Exit codes:')]);
  const { code, stderr } = await retrace('rebuild', await tempFolder());
  expect([code, stderr]).toEqual([1, expect.stringContaining('no dataset here')]);
});
