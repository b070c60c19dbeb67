import { expect, it } from 'vitest';
import type { Decision, HistoryEntry } from '../../../core/contract/decision.ts';
import { conflictsOf, describeDecision } from './describe-decision.ts';

function entry(by: string, minute: number, decision: Decision, isStanding = true): HistoryEntry {
  const at = `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
  return { id: `${by}-${minute}`, at, by, decision, isStanding };
}

const REJECT: Decision = { kind: 'reject', reason: 'blurred' };

it.each<[Decision, string]>([
  [REJECT, 'Rejected: blurred'],
  [{ kind: 'trim', startNs: 1_200_000_000, endNs: 14_000_000_000 }, 'Used from 0:01.2 to 0:14.0'],
  [{ kind: 'note', text: 'slips here', atNs: 3_100_000_000 }, '0:03.1 slips here'],
  [{ kind: 'note', text: 'good light' }, 'good light'],
])('says %j as "%s"', (decision, words) => expect(describeDecision(decision)).toBe(words));

it('finds that two people judged differently, the one that counts last', () => {
  const history = [entry('ada', 1, { kind: 'accept' }), entry('grace', 2, REJECT)];
  const [conflict, ...others] = conflictsOf(history);
  expect(others).toEqual([]);
  expect(conflict!.about).toBe('verdict');
  expect(conflict!.entries.map(({ by }) => by)).toEqual(['ada', 'grace']);
});

it.each<[string, HistoryEntry[]]>([
  ['one who changed her mind', [entry('ada', 1, { kind: 'accept' }), entry('ada', 2, REJECT)]],
  [
    'two who reject for different reasons',
    [entry('ada', 1, REJECT), entry('grace', 2, { ...REJECT, reason: 'x' })],
  ],
  ['what was taken back', [entry('ada', 1, { kind: 'accept' }, false), entry('grace', 2, REJECT)]],
  ['notes', [entry('ada', 1, { kind: 'note', text: 'a' }), entry('grace', 2, { kind: 'note', text: 'b' })]],
])('finds no conflict in %s', (_name, history) => expect(conflictsOf(history)).toEqual([]));
