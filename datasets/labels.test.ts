import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildHead, writeEpisode } from '../test/builders/episode.ts';
import { tempDataset } from '../test/builders/temp-dataset.ts';
import { episodeFolder } from './dataset.ts';
import type { Label } from './episode/label.ts';
import { addCheck } from './json-check.ts';
import { appendLabel, readLabels } from './labels.ts';

const COMMON = { format: 1, at: '2026-11-22T10:00:00.000Z', by: 'grace' } as const;
const REJECT: Label = { ...COMMON, kind: 'reject', reason: 'the cloth was torn' };
const TRIM: Label = { ...COMMON, kind: 'trim', startNs: 1_000, endNs: 2_000 };

async function labelled() {
  const dataset = await tempDataset();
  const { head } = await writeEpisode(dataset, 2);
  return { dataset, id: head.id, path: join(episodeFolder(dataset, head.id), 'labels.jsonl') };
}

test('labels come back in the order of their decision', async () => {
  const { dataset, id } = await labelled();
  expect(await readLabels(dataset, id)).toEqual({ labels: [], tornLines: [] });
  await appendLabel(dataset, id, REJECT);
  await appendLabel(dataset, id, TRIM);
  await appendLabel(dataset, id, { ...COMMON, kind: 'accept' });
  const { labels } = await readLabels(dataset, id);
  expect(labels).toEqual([REJECT, TRIM, { ...COMMON, kind: 'accept' }]);
});

test('a torn last line is reported, and does not spoil the next label', async () => {
  const { dataset, id, path } = await labelled();
  await appendLabel(dataset, id, REJECT);
  await appendFile(path, '{"format":1,"at":"2026-');
  expect(await readLabels(dataset, id)).toEqual({ labels: [REJECT], tornLines: ['{"format":1,"at":"2026-'] });
  await appendLabel(dataset, id, TRIM);
  expect((await readLabels(dataset, id)).labels).toEqual([REJECT, TRIM]);
});

test('cut anywhere, a file has the labels before the cut; a line is torn or there, and never an error', async () => {
  const { dataset, id, path } = await labelled();
  await appendLabel(dataset, id, REJECT);
  const firstBytes = (await readFile(path)).byteLength;
  await appendLabel(dataset, id, TRIM);
  const whole = await readFile(path);
  for (let cut = firstBytes; cut < whole.byteLength - 1; cut += 1) {
    await writeFile(path, whole.subarray(0, cut));
    const { labels, tornLines } = await readLabels(dataset, id);
    expect(labels, `cut at ${cut}`).toEqual([REJECT]);
    expect(tornLines).toHaveLength(cut > firstBytes ? 1 : 0);
  }
});

test.each([
  ['in a value', '"grace"', '"grice"'],
  ['at its end', '"}\n', '"x\n'],
  ['in the name of its check', '"check"', 'acheck"'],
])('a line that was changed %s is not taken for a torn one', async (_, text, changed) => {
  const { dataset, id, path } = await labelled();
  await appendLabel(dataset, id, REJECT);
  await writeFile(path, (await readFile(path, 'utf8')).replace(text, changed));
  await expect(readLabels(dataset, id)).rejects.toThrow(/checksum|not valid JSON/);
});

test('a whole line that is no label is refused with its number', async () => {
  const { dataset, id, path } = await labelled();
  await writeFile(path, `${JSON.stringify(REJECT)}\n{"format":1,"kind":"burn"}\n`);
  await expect(readLabels(dataset, id)).rejects.toThrow(/kind: .*line 2/);
});

test('a wrong label is not written', async () => {
  const { dataset, id, path } = await labelled();
  await appendLabel(dataset, id, TRIM);
  const wrong = { ...COMMON, kind: 'reject', reason: '' } as Label;
  await expect(appendLabel(dataset, id, wrong)).rejects.toThrow('reason: ');
  await expect(appendLabel(dataset, buildHead().id, TRIM)).rejects.toMatchObject({ code: 'not-found' });
  expect(await readFile(path, 'utf8')).toBe(`${addCheck(JSON.stringify(TRIM))}\n`);
});
