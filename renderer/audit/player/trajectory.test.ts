import { expect, it } from 'vitest';
import { colorsOfRows, positionsOf } from './trajectory.ts';

const quantity = (unit: string, ...values: number[]) => ({ name: unit, unit, values });

it('takes the positions that the state begins with, and no width of a gripper after an angle', () => {
  const state = [quantity('m', 1, 2), quantity('m', 3, 4), quantity('rad', 9, 9), quantity('m', 7, 7)];
  expect(positionsOf(state)).toEqual(Float32Array.of(1, 3, 0, 2, 4, 0));
  expect(positionsOf([quantity('rad', 1), quantity('m', 1)])).toBeNull();
});

it('gives each row the colour of its phase', () => {
  const segments = [
    { phase: 'failure', startNs: 0, endNs: 50_000_000 },
    { phase: 'success', startNs: 50_000_000, endNs: 90_000_000 },
  ];
  expect(colorsOfRows([0, 49, 50, 120], segments, (phase) => phase)).toEqual([
    'failure',
    'failure',
    'success',
    'success',
  ]);
});
