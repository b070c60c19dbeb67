import { expect, test } from 'vitest';
import { sampledExpression, sampledFrames, thinning } from './statistics.ts';

/** The numbers of the frames that an expression of ffmpeg selects. */
function selected(expression: string, length: number): number[] {
  const evaluate = Function('n', 'eq', 'round', `return ${expression}`);
  const eq = (a: number, b: number) => (a === b ? 1 : 0);
  return Array.from({ length }, (_, n) => n).filter((n) => evaluate(n, eq, Math.round) === 1);
}

test.each([1, 2, 99, 100, 101, 150, 463, 464, 900, 1801, 20_000])(
  'of %i frames ffmpeg selects those whose statistics LeRobot takes',
  (length) => {
    expect(selected(sampledExpression(length), length)).toEqual(sampledFrames(length));
  },
);

test('LeRobot samples all of a hundred frames, 164 of 900, and 10,000 of many', () => {
  expect(sampledFrames(100)).toHaveLength(100);
  expect(sampledFrames(900)).toHaveLength(164);
  expect(sampledFrames(900).at(-1)).toBe(899);
  expect(sampledFrames(400_000)).toHaveLength(10_000);
});

test('large pictures are thinned to about 150 pixels', () => {
  expect([thinning(64, 48), thinning(640, 480), thinning(480, 1280)]).toEqual([1, 4, 8]);
});
