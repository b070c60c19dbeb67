import { expect, it } from 'vitest';
import { moveBoundary } from './segment-edit.ts';

const segments = [
  { phase: 'failure', attempt: 0, startNs: 0, endNs: 100 },
  { phase: 'recovery', attempt: 0, startNs: 100, endNs: 200 },
  { phase: 'success', attempt: 1, startNs: 200, endNs: 300 },
];

const boundaries = (moved: typeof segments) => moved.map(({ startNs, endNs }) => [startNs, endNs]);

it('moves the boundary that two phases share, and nothing else', () => {
  expect(boundaries(moveBoundary(segments, 0, 150, 10))).toEqual([
    [0, 150],
    [150, 200],
    [200, 300],
  ]);
  expect(segments[0]!.endNs).toBe(100);
});

it('leaves every phase its length', () => {
  expect(boundaries(moveBoundary(segments, 1, 5, 10))).toEqual([
    [0, 100],
    [100, 110],
    [110, 300],
  ]);
  expect(boundaries(moveBoundary(segments, 1, 999, 10))).toEqual([
    [0, 100],
    [100, 290],
    [290, 300],
  ]);
});
