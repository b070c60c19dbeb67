import { expect, it } from 'vitest';
import { coverPlan, playPlan } from './free-plans.ts';
import { Random } from './random.ts';
import { TruthReader } from './truth-reader.ts';
import { World } from './world.ts';

const truth = new TruthReader(new World(4)).read();

function targetsOf(plan: typeof coverPlan, seed: number) {
  return plan(truth, new Random(seed)).map((begin) => begin(truth));
}

it('coverage goes to all corners and the middle, above whatever lies there', () => {
  for (const seed of [1, 2, 3]) {
    const places = targetsOf(coverPlan, seed).map(({ target }) => target);
    const quadrants = new Set(places.map(({ x, y }) => `${Math.sign(x)} ${Math.sign(y)}`));
    expect(quadrants).toEqual(new Set(['-1 -1', '1 -1', '1 1', '-1 1', '0 0']));
    for (const { z } of places) expect(z).toBeGreaterThan(0.15);
  }
});

it('play goes down into the shirt with open and closed hand, never twice the same', () => {
  const rounds = [1, 2, 3, 4].flatMap((seed) => targetsOf(playPlan, seed));
  const touches = rounds.filter(({ target }) => target.z === 0);
  expect(new Set(touches.map(({ isGripperClosed }) => isGripperClosed)).size).toBe(2);
  const places = touches.map(({ target }) =>
    Math.hypot(target.x - truth.shirt.centreM.x, target.y - truth.shirt.centreM.y),
  );
  expect(Math.max(...places)).toBeLessThan(0.5);
  expect(new Set(rounds.map(({ target }) => target.yaw)).size).toBeGreaterThan(8);
});

it('a hand that cannot arrive goes on after a while', () => {
  const [step] = targetsOf(coverPlan, 1);
  expect(step!.isOver(truth, 100)).toBe(false);
  expect(step!.isOver(truth, 10_000)).toBe(true);
});
