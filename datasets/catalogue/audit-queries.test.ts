import { expect, onTestFinished, test } from 'vitest';
import { buildHead, writeEpisode } from '../../test/builders/episode.ts';
import { tempDataset } from '../../test/builders/temp-dataset.ts';
import type { Label } from '../episode/label.ts';
import { appendLabel } from '../labels.ts';
import { Catalogue } from './catalogue.ts';
import type { EpisodeQuery } from './query.ts';

type Decision = Label extends infer L ? (L extends Label ? Omit<L, 'format' | 'at' | 'by'> : never) : never;

const at = '2026-11-22T11:00:00.000Z';

async function judgedDataset() {
  const dataset = await tempDataset();
  const decisions: Record<string, Decision[]> = {
    unjudged: [],
    accepted: [{ kind: 'accept' }],
    rejected: [{ kind: 'reject', reason: 'slipped' }],
    doubted: [{ kind: 'accept' }, { kind: 'second-look' }],
    answered: [{ kind: 'second-look' }, { kind: 'accept' }],
  };
  const names = new Map<string, string>();
  for (const [name, some] of Object.entries(decisions)) {
    const { head } = await writeEpisode(dataset, 3, { head: buildHead({ operator: name }) });
    names.set(head.id, name);
    for (const decision of some) {
      await appendLabel(dataset, head.id, { format: 1, at, by: 'grace', ...decision } as Label);
    }
  }
  const catalogue = new Catalogue(dataset);
  onTestFinished(() => catalogue.close());
  await catalogue.refresh();
  const found = async (query: EpisodeQuery) =>
    (await catalogue.ids(query)).map((id) => names.get(id)!).sort();
  return { dataset, catalogue, found, ids: [...names.keys()] };
}

test('label states part the episodes: a wish for a second look outweighs the verdict before it', async () => {
  const { found, ids } = await judgedDataset();
  expect(await found({ labelState: 'unjudged' })).toEqual(['unjudged']);
  expect(await found({ labelState: 'accepted' })).toEqual(['accepted', 'answered']);
  expect(await found({ labelState: 'rejected' })).toEqual(['rejected']);
  expect(await found({ labelState: 'second-look' })).toEqual(['doubted']);
  expect(await found({ isNotRejected: true })).not.toContain('rejected');
  expect(await found({ ids: ids.slice(1, 3) })).toEqual(['accepted', 'rejected']);
  expect(await found({ ids: [] })).toEqual([]);
});

test('a decision is seen by whoever rereads the episode, without a look at the others', async () => {
  const { dataset, catalogue, found, ids } = await judgedDataset();
  await appendLabel(dataset, ids[0]!, { format: 1, at, by: 'grace', kind: 'second-look' });
  expect(await found({ labelState: 'unjudged' })).toEqual(['unjudged']);
  await catalogue.reread([ids[0]!]);
  expect(await found({ labelState: 'unjudged' })).toEqual([]);
});

test('nothing was checked, so nothing is a peer, and all wait for it', async () => {
  const { catalogue, ids } = await judgedDataset();
  expect(await catalogue.checkCounts()).toEqual({ checked: 0, total: 5 });
  expect((await catalogue.unchecked()).map(({ id }) => id)).toEqual(ids.toReversed());
  expect(await catalogue.peers({ id: ids[2]! })).toEqual([]);
});
