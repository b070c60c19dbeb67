import { describe, expect, it, vi } from 'vitest';
import { QueueModel } from './queue-model.ts';

/** A station with episodes named by their place; `leave` takes those before a place out of the filter. */
function queueOf(count: number) {
  const asked: unknown[] = [];
  let gone = 0;
  const request = async (_name: string, { offset = 0, limit = 100 }: { offset?: number; limit?: number }) => {
    asked.push([offset, limit]);
    const ids = Array.from({ length: count }, (_, i) => i).slice(gone);
    return { total: ids.length, episodes: ids.slice(offset, offset + limit).map((i) => ({ id: `e${i}` })) };
  };
  const queue = new QueueModel(request as never);
  return {
    queue,
    asked,
    leave: (episodes: number) => {
      gone = episodes;
    },
  };
}

const loaded = (queue: QueueModel) => vi.waitFor(() => expect(queue.store.getState().total).not.toBeNull());

it('brings only the pages that are looked at, each once', async () => {
  const { queue, asked } = queueOf(100_000);
  queue.ask({ sort: 'risk' });
  await loaded(queue);
  queue.ensure({ start: 50_050, end: 50_120 });
  queue.ensure({ start: 50_050, end: 50_120 });
  await vi.waitFor(() => expect(queue.rowAt(50_119)).toEqual({ id: 'e50119' }));
  expect(queue.rowAt(50_200)).toBeUndefined();
  expect(queue.indexOf('e50060')).toBe(50_060);
  expect(asked).toEqual([
    [0, 100],
    [50_000, 100],
    [50_100, 100],
  ]);
});

it('forgets the answer to an older question', async () => {
  const { queue, leave } = queueOf(300);
  queue.ask({});
  leave(250);
  queue.ask({ filter: { labelState: 'unjudged' } });
  await loaded(queue);
  expect(queue.store.getState()).toMatchObject({ total: 50, filter: { labelState: 'unjudged' } });
  expect(queue.rowAt(0)).toEqual({ id: 'e250' });
});

it('goes on to the next episode, over the end of a page, though judged ones have left the filter', async () => {
  const { queue, leave } = queueOf(300);
  queue.ask({});
  await loaded(queue);
  expect(await queue.neighbour('e98', 1)).toEqual({ id: 'e99' });
  leave(100);
  expect(await queue.neighbour('e99', 1)).toEqual({ id: 'e100' });
  expect(await queue.neighbour('e100', 1)).toEqual({ id: 'e101' });
});

it('goes on from an episode that was not come to through the queue', async () => {
  const { queue } = queueOf(3000);
  expect(await queue.neighbour('e2499', 1)).toEqual({ id: 'e2500' });
  expect(queue.store.getState().total).toBe(3000);
  expect(await queue.neighbour('e7', -1)).toEqual({ id: 'e6' });
});

it('has nothing before the first and after the last', async () => {
  const { queue } = queueOf(3);
  queue.ask({});
  await loaded(queue);
  expect(await queue.neighbour('e0', -1)).toBeNull();
  expect(await queue.neighbour('e2', 1)).toBeNull();
  expect(await queue.neighbour('stranger', 1)).toBeNull();
});

describe('a place in the queue', () => {
  it('stays with its episode when others sort in before it, over the end of a page, too', async () => {
    const { queue, leave } = queueOf(300);
    leave(1);
    queue.ask({});
    await loaded(queue);
    leave(0);
    await queue.refresh({ start: 88, end: 100 });
    expect(queue.follow({ index: 4, id: 'e5' })).toEqual({ index: 5, id: 'e5' });
    expect(queue.follow({ index: 99, id: 'e100' })).toEqual({ index: 100, id: 'e100' });
  });

  it('falls to who stands there when its episode has left, or to the last', async () => {
    const { queue, leave } = queueOf(3);
    queue.ask({});
    await loaded(queue);
    leave(1);
    await queue.refresh({ start: 0, end: 3 });
    expect(queue.follow({ index: 0, id: 'e0' })).toEqual({ index: 0, id: 'e1' });
    expect(queue.follow({ index: 2, id: 'e0' })).toEqual({ index: 1, id: 'e2' });
  });

  it('is about nobody until the rows of another question are there', async () => {
    const { queue } = queueOf(3);
    queue.ask({});
    const place = queue.follow({ index: 1, id: 'e0' });
    expect(place).toEqual({ index: 1, id: '' });
    await loaded(queue);
    expect(queue.follow(place)).toEqual({ index: 1, id: 'e1' });
  });
});
