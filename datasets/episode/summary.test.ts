import { expect, test } from 'vitest';
import { episodeSummarySchema } from '../../core/contract/episode.ts';
import { buildHead, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { summarize } from './summary.ts';

test('a sealed episode in figures for people', async () => {
  const manifest = await writeEpisode(await tempDataset(), 60);
  const summary = summarize(manifest);
  expect(episodeSummarySchema.parse(summary)).toEqual(summary);
  expect(summary).toMatchObject({
    state: 'sealed',
    startedAt: '2026-09-21T14:13:20.000Z',
    outcome: 'success',
    steps: 60,
    cameras: ['front', 'wrist'],
    message: '',
  });
  expect(summary.durationMs).toBeCloseTo(2000, 3);
  expect(summary.segments.map(({ phase }) => phase)).toEqual([
    'failure',
    'recovery',
    'failure',
    'recovery',
    'success',
  ]);
  expect(summary.segments[1]!.startMs).toBeCloseTo(400, 3);
});

test('an episode that is being recorded has neither outcome nor length', () => {
  const summary = summarize({ format: 1, state: 'recording', head: buildHead() });
  expect(episodeSummarySchema.parse(summary)).toMatchObject({ state: 'recording', outcome: null, steps: 0 });
});
