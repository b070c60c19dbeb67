import { expect, it } from 'vitest';
import { cellsOf } from './coverage-cells.ts';

const point = (id: string, ending: 'failure' | 'success', ...at: number[]) => ({ id, ending, at });

it('counts failures and successes by square, each episode once', () => {
  const { cells, columns, rows } = cellsOf([
    point('a', 'failure', 0, 0, 0.3),
    point('a', 'failure', 0.01, 0.01, 0.1),
    point('b', 'success', 0.01, 0, 0.3),
    point('c', 'success', 1, 0.5, 0.2),
  ]);
  expect([columns, rows]).toEqual([20, 10]);
  expect(cells).toEqual([
    { column: 0, row: 0, failures: 2, successes: 1, ids: ['a', 'b'] },
    { column: 19, row: 9, failures: 0, successes: 1, ids: ['c'] },
  ]);
});

it('has one place for a robot that never moved', () => {
  const { cells } = cellsOf([point('a', 'failure', 0.2, 0.2), point('b', 'success', 0.2, 0.2)]);
  expect(cells).toHaveLength(1);
  expect(cells[0]!.ids).toEqual(['a', 'b']);
});
