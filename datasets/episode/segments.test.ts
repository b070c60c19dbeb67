import { expect, test } from 'vitest';
import { assignSteps } from './segments.ts';

const TIMES_NS = [0, 10, 20, 30, 40];

function stepsOf(startNs: number, endNs: number): [number, number] {
  const [segment] = assignSteps([{ phase: 'failure', attempt: 0, startNs, endNs }], TIMES_NS);
  return [segment!.startStep, segment!.endStep];
}

test.each([
  ['on rows', 10, 30, [1, 3]],
  ['between rows', 11, 29, [2, 3]],
  ['up to the last row, which is no step', 20, 40, [2, 4]],
  ['beyond the last row', 20, 1000, [2, 4]],
  ['without rows', 11, 19, [2, 2]],
])('a segment %s', (_, startNs, endNs, steps) => {
  expect(stepsOf(startNs, endNs)).toEqual(steps);
});
