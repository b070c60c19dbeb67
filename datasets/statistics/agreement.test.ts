import { expect, test } from 'vitest';
import type { Label } from '../episode/label.ts';
import { AgreementTally } from './agreement.ts';
import { judgementsOf } from './judgement.ts';
import { cohensKappa } from './kappa.ts';

/** So many of each pair of classes. */
function judged(counts: Record<string, number>): [string, string][] {
  return Object.entries(counts).flatMap(([pair, count]) =>
    Array.from({ length: count }, () => pair.split(' ') as [string, string]),
  );
}

test.each<[string, Record<string, number>, number | null]>([
  // Two readers of 50 proposals: p_o = 0.7, p_e = 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
  ['the textbook example', { 'yes yes': 20, 'yes no': 5, 'no yes': 10, 'no no': 15 }, 0.4],
  // Same agreement, other margins: 0.6 observed in both.
  ['45 15 25 15', { 'yes yes': 45, 'yes no': 15, 'no yes': 25, 'no no': 15 }, 0.1304],
  ['25 35 5 35', { 'yes yes': 25, 'yes no': 35, 'no yes': 5, 'no no': 35 }, 0.2593],
  ['full agreement', { 'yes yes': 3, 'no no': 4 }, 1],
  ['full disagreement', { 'yes no': 3, 'no yes': 3 }, -1],
  // p_o = 30/40, p_e = (15·10 + 15·15 + 10·15) / 40², so 27/43.
  ['three classes', { 'a a': 10, 'b b': 10, 'c c': 10, 'a b': 5, 'b c': 5 }, 0.6279],
  ['always the same class', { 'yes yes': 9 }, null],
  ['nothing', {}, null],
])('kappa of %s', (_name, counts, kappa) => {
  const found = cohensKappa(judged(counts));
  if (kappa === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(kappa, 4);
});

const ID = '01a202e0-4fd4-7160-b927-362018147e2c';
const common = { format: 1, at: '2026-11-22T11:00:00.000Z' } as const;

test('of each person the last decision counts that still stands', () => {
  const labels: Label[] = [
    { ...common, by: 'grace', kind: 'accept' },
    { ...common, by: 'ada', kind: 'accept' },
    { ...common, by: 'grace', kind: 'reject', reason: 'slipped', id: ID },
    { ...common, by: 'grace', kind: 'outcome', outcome: 'failure' },
    { ...common, by: 'grace', kind: 'undo', undoes: ID },
  ];
  expect(judgementsOf(labels).map(({ by, about, value }) => `${by} ${about} ${value}`)).toEqual([
    'grace verdict accept',
    'ada verdict accept',
    'grace outcome failure',
  ]);
});

test('three people make three pairs, and each episode on which any two differ is named once', () => {
  const tally = new AgreementTally();
  const say = (by: string, value: 'accept' | 'reject') =>
    ({ by, at: common.at, about: 'verdict', value }) as const;
  tally.add('one', [say('ada', 'accept'), say('grace', 'accept'), say('edsger', 'reject')]);
  tally.add('two', [say('ada', 'reject'), say('grace', 'reject'), say('edsger', 'reject')]);
  tally.add('three', [say('ada', 'accept')]);
  const { pairs, disagreements } = tally.result();
  expect(pairs.map(({ a, b, episodes, agreed }) => `${a} ${b} ${agreed}/${episodes}`)).toEqual([
    'ada edsger 1/2',
    'ada grace 2/2',
    'edsger grace 1/2',
  ]);
  expect(disagreements.map(({ id }) => id)).toEqual(['one']);
});
