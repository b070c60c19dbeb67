import { rm } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { buildHead, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import { episodeFolder } from '../dataset.ts';
import { appendLabel } from '../labels.ts';
import { Catalogue } from './catalogue.ts';
import type { EpisodeQuery } from './query.ts';

const ALL: EpisodeQuery = { states: ['sealed', 'recovered'] };
/** The same episodes, but asked for in a way that the kept sums cannot answer. */
const ALL_ANEW: EpisodeQuery = { ...ALL, leastJudges: 0 };
const at = '2026-11-22T11:00:00.000Z';

test('the kept sums say what counting anew says, after every change of an episode', async () => {
  const dataset = await tempDataset();
  const ids: string[] = [];
  for (const operator of ['ada', 'grace', 'grace']) {
    const { head } = await writeEpisode(dataset, 30, { head: buildHead({ operator }) });
    ids.push(head.id);
  }
  const catalogue = new Catalogue(dataset);
  onTestFinished(() => catalogue.close());
  await catalogue.refresh();
  const both = async () => {
    const kept = await catalogue.statistics(ALL);
    expect(await catalogue.statistics(ALL)).toEqual(kept);
    expect(await catalogue.statistics(ALL_ANEW)).toEqual(kept);
    return kept;
  };
  expect((await both()).perOperator).toMatchObject([
    { name: 'grace', episodes: 2 },
    { name: 'ada', episodes: 1 },
  ]);

  await appendLabel(dataset, ids[0]!, { format: 1, at, by: 'grace', kind: 'accept' });
  await catalogue.reread([ids[0]!]);
  expect((await both()).perLabelState.map(({ name }) => name).sort()).toEqual(['accepted', 'unjudged']);

  await rm(episodeFolder(dataset, ids[1]!), { recursive: true });
  await catalogue.refresh();
  expect(await both()).toMatchObject({ episodes: 2 });

  await writeEpisode(dataset, 30, { head: buildHead({ operator: 'edsger' }) });
  await catalogue.refresh();
  expect((await both()).perOperator).toHaveLength(3);

  await catalogue.rebuild();
  expect((await both()).episodes).toBe(3);
});
