import type { Cloth } from './cloth.ts';
import type { ShirtMesh } from './shirt-mesh.ts';

/** Pairs of particles that keep their distance, with one softness. */
export interface Links {
  pairs: Uint16Array;
  restM: Float64Array;
  /**
   * XPBD's α̃ = α / h² (Macklin, Müller, Chentanez 2016, eq. 18) in units of 1 / particle mass: 0 is as stiff
   * as the solver can be, 2 gives half of that.
   */
  softness: number;
}

export function createLinks(mesh: ShirtMesh, pairs: Uint16Array, softness: number): Links {
  const { uv } = mesh;
  const restM = new Float64Array(pairs.length / 2);
  for (let link = 0; link < restM.length; link++) {
    const a = pairs[2 * link]!;
    const b = pairs[2 * link + 1]!;
    restM[link] = Math.hypot(uv[2 * a]! - uv[2 * b]!, uv[2 * a + 1]! - uv[2 * b + 1]!);
  }
  return { pairs, restM, softness };
}

/**
 * One Gauss-Seidel sweep. With one sweep a substep the multiplier starts at 0 each time, so XPBD's update is
 * this simple ("Small Steps in Physics Simulation", Macklin et al. 2019).
 */
export function solveLinks(cloth: Cloth, links: Links): void {
  const { position, weight } = cloth;
  const { pairs, restM, softness } = links;
  const count = restM.length;
  for (let link = 0; link < count; link++) {
    const a = pairs[2 * link]!;
    const b = pairs[2 * link + 1]!;
    const a3 = 3 * a;
    const b3 = 3 * b;
    const dx = position[a3]! - position[b3]!;
    const dy = position[a3 + 1]! - position[b3 + 1]!;
    const dz = position[a3 + 2]! - position[b3 + 2]!;
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const weightA = weight[a]!;
    const weightB = weight[b]!;
    const scale = (length - restM[link]!) / (length * (weightA + weightB + softness) + 1e-12);
    const moveA = scale * weightA;
    const moveB = scale * weightB;
    position[a3]! -= moveA * dx;
    position[a3 + 1]! -= moveA * dy;
    position[a3 + 2]! -= moveA * dz;
    position[b3]! += moveB * dx;
    position[b3 + 1]! += moveB * dy;
    position[b3 + 2]! += moveB * dz;
  }
}
