import { expect, it } from 'vitest';
import type { RequestParams } from '../../../core/contract/requests.ts';
import { DecisionLog } from './decision-log.ts';

type LabelParams = RequestParams<'audit.label'>;

/** A station that remembers what was appended, and refuses episodes whose id begins with `f`. */
function station(author = 'grace') {
  const requests: LabelParams[] = [];
  let made = 0;
  const request = async (_name: string, params: LabelParams) => {
    requests.push(params);
    return {
      results: params.episodes.map(({ id, decisions }) => {
        const isRefused = id.startsWith('f');
        return {
          id,
          labelIds: isRefused ? [] : decisions.map(() => `label-${++made}`),
          labels: made,
          conflicts: [],
          error: isRefused ? 'the episode is gone' : null,
        };
      }),
    };
  };
  const log = new DecisionLog(request as never, () => author);
  return { log, requests, kinds: () => requests.flatMap(({ episodes }) => episodes.map(kindsOf)) };
}

const kindsOf = ({ id, decisions }: LabelParams['episodes'][number]) =>
  `${id}: ${decisions.map((d) => (d.kind === 'undo' ? `undo ${d.undoes}` : d.kind)).join(', ')}`;

it('takes back what was decided, in reverse, and does it again by taking back the undo', async () => {
  const { log, kinds } = station();
  await log.decide('Reject', [
    { id: 'a', decisions: [{ kind: 'reject', reason: 'x' }, { kind: 'second-look' }] },
  ]);
  await log.undo();
  await log.redo();
  await log.undo();
  expect(kinds()).toEqual([
    'a: reject, second-look',
    'a: undo label-2, undo label-1',
    'a: undo label-4, undo label-3',
    'a: undo label-6, undo label-5',
  ]);
  expect(log.store.getState()).toMatchObject({ undoable: [], redoable: [{ title: 'Reject' }], revision: 4 });
});

it('sends a bulk decision in portions and takes all of it back as one act', async () => {
  const { log, requests } = station();
  const ids = Array.from({ length: 450 }, (_, i) => `a${i}`);
  await log.decide(
    'Accept 450 episodes',
    ids.map((id) => ({ id, decisions: [{ kind: 'accept' }] })),
  );
  expect(requests.map(({ episodes }) => episodes.length)).toEqual([200, 200, 50]);
  await log.undo();
  expect(requests.slice(3).flatMap(({ episodes }) => episodes)).toHaveLength(450);
  expect(log.store.getState().undoable).toEqual([]);
});

it('says what was refused, and can still take back the rest', async () => {
  const { log, kinds } = station();
  const both = ['a', 'f'].map((id) => ({ id, decisions: [{ kind: 'accept' as const }] }));
  expect(await log.decide('Accept 2 episodes', both)).toBe(false);
  expect(log.store.getState().failure).toBe('the episode is gone');
  expect(await log.undo()).toEqual(['a']);
  expect(kinds().at(-1)).toBe('a: undo label-1');
});

it('keeps the order of the key presses while the station is slow', async () => {
  const { log, kinds } = station();
  const accepted = log.decide('Accept', [{ id: 'a', decisions: [{ kind: 'accept' }] }]);
  const undone = log.undo();
  await Promise.all([accepted, undone]);
  expect(kinds()).toEqual(['a: accept', 'a: undo label-1']);
});

it('keeps no decision without a name', async () => {
  const { log, requests } = station(' ');
  expect(await log.decide('Accept', [{ id: 'a', decisions: [{ kind: 'accept' }] }])).toBe(false);
  expect(requests).toEqual([]);
  expect(log.store.getState().failure).toContain('Write your name first');
});
