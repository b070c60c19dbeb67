import { expect, it, vi } from 'vitest';
import { QueueModel } from './queue-model.ts';
import { Selection } from './selection.ts';

/** A station with `e0`, `e1`, …, each with as many decisions as its number says; only the first page is shown. */
async function shownQueue(count: number) {
  const state = { isLost: false, isGrowing: false, newest: [] as string[], decided: 0 };
  const request = async (_name: string, { offset = 0, limit = 100 }: { offset?: number; limit?: number }) => {
    if (state.isLost) throw new Error('The station is gone.');
    if (state.isGrowing) state.newest.push(`n${state.newest.length}`);
    const ids = [...state.newest, ...Array.from({ length: count }, (_, i) => `e${i}`)];
    const episodes = ids.slice(offset, offset + Math.min(1000, limit));
    return {
      total: ids.length,
      episodes: episodes.map((id) => ({ id, labels: Number(id.slice(1)) + state.decided })),
    };
  };
  const queue = new QueueModel(request as never);
  queue.ask({});
  await vi.waitFor(() => expect(queue.rowAt(0)).toBeDefined());
  return { queue, state };
}

const row = (index: number) => ({ id: `e${index}`, labels: index });
const place = (index: number) => ({ index, id: `e${index}` });
const ids = (selection: Selection) => [...selection.store.getState().labels.keys()];
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => `e${start + i}`);

it('selects a stretch from the last one that was toggled, either way', async () => {
  const { queue } = await shownQueue(10);
  const selection = new Selection();
  selection.toggle(row(5), 5);
  await selection.extendTo(place(3), queue);
  await selection.extendTo(place(6), queue);
  expect(ids(selection).sort()).toEqual(['e3', 'e4', 'e5', 'e6']);
  expect(selection.store.getState().labels.get('e4')).toBe(4);
  selection.toggle(row(4), 4);
  expect(ids(selection).sort()).toEqual(['e3', 'e5', 'e6']);
  selection.clear();
  expect(ids(selection)).toEqual([]);
});

it('has no holes where nobody looked, though others came in meanwhile', async () => {
  const { queue, state } = await shownQueue(5000);
  const selection = new Selection();
  selection.toggle(row(90), 90);
  queue.ensure({ start: 3200, end: 3210 });
  await vi.waitFor(() => expect(queue.rowAt(3205)).toBeDefined());
  state.newest = ['n1', 'n2'];
  state.decided = 1;
  await selection.extendTo(place(3205), queue);
  expect(ids(selection)).toEqual(range(90, 3206));
  const { labels } = selection.store.getState();
  expect([labels.get('e95'), labels.get('e150')]).toEqual([95, 151]);
});

it('begins at the top when none was toggled', async () => {
  const { queue } = await shownQueue(300);
  const selection = new Selection();
  await selection.extendTo(place(250), queue);
  expect(ids(selection)).toEqual(range(0, 251));
});

it('takes nothing, and says why, when an end has left or the station does not answer', async () => {
  const { queue, state } = await shownQueue(300);
  const selection = new Selection();
  selection.toggle({ id: 'gone', labels: 0 }, 3);
  await selection.extendTo(place(250), queue);
  expect(ids(selection)).toEqual(['gone']);
  expect(selection.store.getState().refusal).toMatch(/select the first episode of the stretch again/);
  selection.toggle(row(2), 2);
  expect(selection.store.getState().refusal).toBeNull();
  state.isLost = true;
  await selection.extendTo(place(250), queue);
  expect(ids(selection)).toEqual(['gone', 'e2']);
  expect(selection.store.getState().refusal).toBe('The station is gone.');
});

it('takes nothing of a long stretch while episodes come in: some could be missing', async () => {
  const { queue, state } = await shownQueue(5000);
  const selection = new Selection();
  queue.ensure({ start: 3200, end: 3210 });
  await vi.waitFor(() => expect(queue.rowAt(3205)).toBeDefined());
  state.isGrowing = true;
  await selection.extendTo(place(3205), queue);
  expect(ids(selection)).toEqual([]);
  expect(selection.store.getState().refusal).toBe('The list is changing: try again.');
});

it('takes nothing of a stretch when another question was asked before it was there', async () => {
  const { queue } = await shownQueue(300);
  const selection = new Selection();
  selection.toggle(row(2), 2);
  const extended = selection.extendTo(place(250), queue);
  queue.ask({ filter: { operator: 'ada' } });
  selection.clear();
  await extended;
  expect(ids(selection)).toEqual([]);
});
