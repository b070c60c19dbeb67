import { describe, expect, it } from 'vitest';
import type { CollectView } from '../../core/contract/snapshot.ts';
import { primaryWayOn, secondaryWaysOn } from './ways-on.ts';

function view(change: Partial<CollectView>): CollectView {
  return {
    status: 'ready',
    blockers: [],
    title: '',
    prompt: '',
    phase: null,
    transitions: [],
    canUndo: false,
    episode: null,
    ...change,
  };
}

const transitions = [
  { id: 'failed-again', label: 'It failed again', isPrimary: false },
  { id: 'succeeded', label: 'It has succeeded', isPrimary: true },
  { id: 'gave-up', label: 'Give up', isPrimary: false },
];

describe('the way on', () => {
  it.each<[string, CollectView, string, string | null]>([
    ['begins', view({}), 'Begin episode', 'episode.begin'],
    ['waits for what blocks', view({ blockers: ['Camera front is old'] }), 'Begin episode', null],
    ['follows the protocol', view({ status: 'recording', transitions }), 'It has succeeded', 'episode.mark'],
    ['waits for the seal', view({ status: 'recording' }), 'Saving…', null],
    ['keeps', view({ status: 'review', transitions }), 'Keep', 'episode.keep'],
    ['waits for the scene', view({ status: 'resetting' }), 'New scene…', null],
  ])('%s', (_name, collect, label, request) => {
    const way = primaryWayOn(collect);
    expect(way.label).toBe(label);
    expect(way.intent?.name ?? null).toBe(request);
  });

  it('offers the others in order, and only while recording', () => {
    const ways = secondaryWaysOn(view({ status: 'recording', transitions }));
    expect(ways.map((way) => way.intent)).toEqual([
      { name: 'episode.mark', params: { transition: 'failed-again' } },
      { name: 'episode.mark', params: { transition: 'gave-up' } },
    ]);
    expect(secondaryWaysOn(view({ status: 'review', transitions }))).toEqual([]);
  });
});
