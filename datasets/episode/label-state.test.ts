import { expect, test } from 'vitest';
import type { Label } from './label.ts';
import { foldLabels } from './label-state.ts';

const COMMON = { format: 1, at: '2026-11-22T11:00:00.000Z', by: 'grace' } as const;
const ID_1 = '0193522e-7a1c-7c3e-9d2b-000000000001';
const ID_2 = '0193522e-7a1c-7c3e-9d2b-000000000002';
const REJECT: Label = { ...COMMON, id: ID_1, kind: 'reject', reason: 'torn' };
const UNDO: Label = { ...COMMON, id: ID_2, kind: 'undo', undoes: ID_1 };

test('of two decisions about the same thing the later one counts', () => {
  const accept: Label = { ...COMMON, kind: 'accept' };
  expect(foldLabels([REJECT, accept])).toMatchObject({ verdict: 'accept', reason: null });
  expect(foldLabels([accept, REJECT])).toMatchObject({ verdict: 'reject', reason: 'torn' });
});

test('what was taken back does not count, and what was before it counts again', () => {
  const accept: Label = { ...COMMON, kind: 'accept' };
  expect(foldLabels([accept, REJECT, UNDO]).verdict).toBe('accept');
  expect(foldLabels([accept, REJECT, UNDO, { ...COMMON, kind: 'undo', undoes: ID_2 }]).verdict).toBe(
    'reject',
  );
});

test('a verdict answers the wish for a second look', () => {
  const look: Label = { ...COMMON, kind: 'second-look' };
  expect(foldLabels([REJECT, look]).needsSecondLook).toBe(true);
  expect(foldLabels([look, REJECT]).needsSecondLook).toBe(false);
});

test('a task in better words replaces the recorded one, and the last words count', () => {
  const task = (words: string): Label => ({ ...COMMON, kind: 'task', task: words });
  expect(foldLabels([]).task).toBeNull();
  expect(foldLabels([task('fold the shirt'), task('fold the red shirt')]).task).toBe('fold the red shirt');
});
