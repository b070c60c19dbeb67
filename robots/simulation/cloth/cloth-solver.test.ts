import { describe, expect, it } from 'vitest';
import { type Cloth, createCloth } from './cloth.ts';
import { ClothSolver } from './cloth-solver.ts';
import { buildShirtMesh, SPACING_M } from './shirt-mesh.ts';

const SUBSTEP_S = 1 / 900;

/** A shirt that lies in a level plane. */
function levelShirt(heightM: number): ClothSolver {
  const cloth = createCloth(buildShirtMesh());
  for (let k = 0; k < cloth.mesh.count; k++) {
    cloth.position.set([cloth.mesh.uv[2 * k]!, cloth.mesh.uv[2 * k + 1]!, heightM], 3 * k);
  }
  return new ClothSolver(cloth);
}

function run(solver: ClothSolver, seconds: number): void {
  for (let i = 0; i < seconds / SUBSTEP_S; i++) {
    if (i % 9 === 0) solver.findPairs();
    solver.substep(SUBSTEP_S);
  }
}

function heights({ position }: Cloth): number[] {
  return Array.from({ length: position.length / 3 }, (_, k) => position[3 * k + 2]!);
}

function greatestStrain({ mesh, position }: Cloth): number {
  let greatest = 0;
  for (let link = 0; link < mesh.stretchLinks.length; link += 2) {
    const a = mesh.stretchLinks[link]!;
    const b = mesh.stretchLinks[link + 1]!;
    const rest = Math.hypot(mesh.uv[2 * a]! - mesh.uv[2 * b]!, mesh.uv[2 * a + 1]! - mesh.uv[2 * b + 1]!);
    const length = Math.hypot(...[0, 1, 2].map((axis) => position[3 * a + axis]! - position[3 * b + axis]!));
    greatest = Math.max(greatest, length / rest - 1);
  }
  return greatest;
}

function nearestTo(cloth: Cloth, u: number, v: number): number {
  const { uv, count } = cloth.mesh;
  const distances = Array.from({ length: count }, (_, k) => Math.hypot(uv[2 * k]! - u, uv[2 * k + 1]! - v));
  return distances.indexOf(Math.min(...distances));
}

describe('the fabric', () => {
  it('falls as things fall', () => {
    const solver = levelShirt(0.4);
    run(solver, 0.2);
    const meanM = heights(solver.cloth).reduce((sum, z) => sum + z, 0) / solver.cloth.mesh.count;
    // 9.81 / 2 · 0.2², a little less for the air.
    expect(0.4 - meanM).toBeGreaterThan(0.15);
    expect(0.4 - meanM).toBeLessThan(0.1962);
  });

  it('comes to rest on the table, 2 to 4 mm above it', () => {
    const solver = levelShirt(0.05);
    run(solver, 1.2);
    expect(Math.min(...heights(solver.cloth))).toBeGreaterThanOrEqual(0.002);
    expect(Math.max(...heights(solver.cloth))).toBeLessThan(0.006);
    expect(solver.maxSpeedMps()).toBeLessThan(0.01);
  });

  it('hardly stretches under its own weight', () => {
    const solver = levelShirt(0.5);
    for (const u of [-0.1, 0.1]) solver.cloth.weight[nearestTo(solver.cloth, u, 0.165)] = 0;
    solver.cloth.previous.set(solver.cloth.position);
    run(solver, 1.5);
    expect(greatestStrain(solver.cloth)).toBeLessThan(0.12);
    expect(Math.min(...heights(solver.cloth))).toBeLessThan(0.2);
  });

  it('stays folded, with the layers apart', () => {
    const solver = levelShirt(0.004);
    const { position, mesh } = solver.cloth;
    for (let i = 0; i < 3 * mesh.count; i += 3) {
      if (position[i + 1]! >= 0) continue;
      position[i + 1] = -position[i + 1]!;
      position[i + 2] = 0.02;
    }
    run(solver, 1.5);
    const turned = Array.from({ length: mesh.count }, (_, k) => k).filter((k) => mesh.uv[2 * k + 1]! < -0.05);
    const stillTurned = turned.filter((k) => position[3 * k + 1]! > 0);
    expect(stillTurned.length).toBeGreaterThan(0.95 * turned.length);
    // Where there are two layers, one lies on the other.
    const upper = turned.filter((k) => position[3 * k + 2]! > 0.005);
    expect(upper.length).toBeGreaterThan(0.9 * turned.length);
    expect(Math.max(...heights(solver.cloth))).toBeLessThan(3 * SPACING_M);
  });
});
