import { expect, it } from 'vitest';
import { Random } from '../random.ts';
import { EVERY_SCENE } from '../scene-range.ts';
import { createCloth } from './cloth.ts';
import { ClothSolver } from './cloth-solver.ts';
import { buildShirtMesh } from './shirt-mesh.ts';
import { arrange } from './start-state.ts';
import { surroundingsOfParticle } from './surroundings.ts';

const solver = new ClothSolver(createCloth(buildShirtMesh()));
const { position, mesh } = solver.cloth;
const collar = Array.from({ length: mesh.count }, (_, k) => k).filter((k) => mesh.collarDistanceM[k]! < 0.01);

/** Distance from the middle of the table along an axis. */
function farthest(particles: number[], axis: number): number {
  return Math.max(...particles.map((k) => Math.abs(position[3 * k + axis]!)));
}

it('lays the shirt in all arrangements, at rest, its collar in reach and mostly in sight', () => {
  const arrangements = new Set<string>();
  let visible = 0;
  const scenes = 12;
  for (let seed = 0; seed < scenes; seed++) {
    arrangements.add(arrange(solver, new Random(seed), EVERY_SCENE));
    const all = Array.from({ length: mesh.count }, (_, k) => k);
    expect(farthest(all, 0)).toBeLessThan(0.5);
    expect(farthest(all, 1)).toBeLessThan(0.42);
    expect(Math.min(...all.map((k) => position[3 * k + 2]!))).toBeGreaterThanOrEqual(0.002);
    expect(farthest(collar, 0)).toBeLessThan(0.3);
    expect(farthest(collar, 1)).toBeLessThan(0.25);
    expect(solver.maxSpeedMps()).toBeLessThan(0.05);
    if (
      collar.filter((k) => surroundingsOfParticle(solver.cloth, k).coverM < 0.012).length >=
      collar.length / 2
    )
      visible++;
  }
  expect(arrangements).toEqual(new Set(['flat', 'folded', 'crumpled']));
  expect(visible).toBeGreaterThanOrEqual(scenes - 1);
}, 30_000);

it('lays the same shirt for the same seed', () => {
  arrange(solver, new Random(5), EVERY_SCENE);
  const first = position.slice();
  arrange(solver, new Random(6), EVERY_SCENE);
  expect(position).not.toEqual(first);
  arrange(solver, new Random(5), EVERY_SCENE);
  expect(position).toEqual(first);
});

it('keeps to the range of scenes that it is given', () => {
  const range = { ...EVERY_SCENE, arrangements: ['flat'] as const, turnRad: 0.1, shiftM: { x: 0, y: 0 } };
  const { uv, count } = mesh;
  const reachOf = (k: number): number => Math.hypot(uv[2 * k]!, uv[2 * k + 1]!);
  const farthestFromMiddle = Array.from({ length: count }, (_, k) => k).sort(
    (a, b) => reachOf(b) - reachOf(a),
  )[0]!;
  const middle = (axis: number): number =>
    Array.from({ length: count }, (_, k) => position[3 * k + axis]!).reduce((sum, x) => sum + x, 0) / count;
  const turns = new Set<number>();
  for (let seed = 0; seed < 5; seed++) {
    expect(arrange(solver, new Random(seed), range)).toBe('flat');
    const k = farthestFromMiddle;
    const laid = Math.atan2(position[3 * k + 1]! - middle(1), position[3 * k]! - middle(0));
    const turn = laid - Math.atan2(uv[2 * k + 1]!, uv[2 * k]!);
    // The cloth settles a little, and the mesh's own middle is not its origin.
    expect(Math.abs(turn)).toBeLessThan(0.25);
    turns.add(turn);
  }
  expect(turns.size).toBe(5);
});
