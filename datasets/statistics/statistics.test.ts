import { expect, test } from 'vitest';
import { seededRandom } from '../../test/builders/random.ts';
import { StatisticsTally } from './statistics.ts';

const AXES = ['x', 'y', 'z'].map((name) => ({ name, unit: 'm' }));

/** Episodes as a dataset has them: some judged, some checked. */
function episodes(count: number) {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, i) => {
    const counts = { [60 + (i % 7)]: 3, 70: 1 };
    const at = [random(), random(), random()];
    const found = {
      axes: AXES,
      endings: [{ ending: 'failure' as const, at }],
      latency: { wrist: { p99Ms: 10 + random(), counts } },
      similarityRatio: random() * 2.2,
    };
    return {
      counted: {
        id: `episode ${i}`,
        startedAt: `2026-11-${10 + (i % 9)}T10:00:00.000Z`,
        operator: ['ada', 'grace'][i % 2]!,
        protocol: 'visual-backtracking@1',
        outcome: i % 3 === 0 ? 'failure' : 'success',
        durationMs: 60_000 * random(),
        verdict: i % 4 === 0 ? 'accept' : null,
        needsSecondLook: i % 5 === 0 ? 1 : 0,
      },
      facts: { phaseMs: { failure: 1000, success: 2000 * random() }, found: i % 6 === 0 ? null : found },
    };
  });
}

test('episodes that are added up in parts come to the same as one after the other', () => {
  const all = episodes(90);
  const whole = new StatisticsTally();
  for (const { counted, facts } of all) whole.add(counted, facts);
  const merged = new StatisticsTally();
  for (const [first, end] of [
    [0, 1],
    [1, 50],
    [50, 90],
  ]) {
    const part = new StatisticsTally();
    for (const { counted, facts } of all.slice(first, end)) part.add(counted, facts);
    merged.merge(JSON.parse(JSON.stringify(part.part())));
  }
  const [a, b] = [merged.result(), whole.result()];
  expect(a.minutes).toBeCloseTo(b.minutes, 9);
  for (const name of ['perDay', 'perOperator', 'perPhase', 'perOutcome', 'perLabelState'] as const) {
    expect(a[name].map((share) => [share.name, share.episodes])).toEqual(
      b[name].map((share) => [share.name, share.episodes]),
    );
  }
  for (const name of ['episodes', 'checked', 'coverage', 'similarity', 'latency'] as const)
    expect(a[name]).toEqual(b[name]);
  expect(b.latency[0]!.messages).toBe(75 * 4);
});
