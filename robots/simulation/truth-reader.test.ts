import { expect, it } from 'vitest';
import { truthSchema } from './truth.ts';
import { TruthReader } from './truth-reader.ts';
import { World } from './world.ts';

const world = new World(5);
const reader = new TruthReader(world);

it('tells where a flat shirt lies, within its schema', () => {
  world.reset(5);
  const truth = truthSchema.parse(reader.read());
  expect(truth).toMatchObject({
    seed: 5,
    arrangement: 'flat',
    isSuccess: false,
    held: { count: 0, loadN: 0 },
  });
  expect(truth.shirt.lowestM).toBeGreaterThanOrEqual(0.002);
  expect(truth.shirt.centreM.z).toBeLessThan(0.005);
  expect(truth.gripper.positionM).toEqual({ x: 0, y: 0, z: 0.3 });
  for (const { positionM, normal, coverM, supportCount } of truth.collarPoints) {
    expect(positionM.z).toBeLessThan(0.005);
    expect(normal.z).toBeGreaterThan(0.8);
    expect(coverM).toBeLessThan(0.004);
    expect(supportCount).toBeGreaterThan(3);
  }
});

it('gives the direction of the neck’s edge, which turns around it', () => {
  world.reset(5);
  const { collarPoints } = reader.read();
  const { position, mesh } = world.cloth;
  const edge = Array.from({ length: mesh.count }, (_, k) => k).filter(
    (k) => mesh.collarDistanceM[k]! < 0.004,
  );
  for (const { positionM, tangentRad } of collarPoints) {
    // From the place to the nearest point of the edge is across the edge.
    const offsets = edge.map((k) => ({
      x: position[3 * k]! - positionM.x,
      y: position[3 * k + 1]! - positionM.y,
    }));
    const nearest = offsets.reduce((a, b) => (Math.hypot(b.x, b.y) < Math.hypot(a.x, a.y) ? b : a));
    const length = Math.hypot(nearest.x, nearest.y);
    const along = (Math.cos(tangentRad) * nearest.x + Math.sin(tangentRad) * nearest.y) / length;
    expect(Math.abs(along)).toBeLessThan(0.75);
  }
  const tangents = collarPoints.map(({ tangentRad }) => ((tangentRad % Math.PI) + Math.PI) % Math.PI);
  expect(Math.max(...tangents) - Math.min(...tangents)).toBeGreaterThan(0.5);
});

it('reports the height of the fabric below the fingers', () => {
  world.reset(5);
  const { positionM } = reader.read().collarPoints[0]!;
  world.gripper.x.position = positionM.x;
  world.gripper.y.position = positionM.y;
  expect(reader.read().shirt.heightUnderGripperM).toBeGreaterThan(0.001);
  world.gripper.x.position = positionM.x > 0 ? -0.3 : 0.3;
  world.gripper.y.position = 0.25;
  expect(reader.read().shirt.heightUnderGripperM).toBe(0);
});
