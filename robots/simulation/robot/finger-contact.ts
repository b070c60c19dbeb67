import type { Cloth } from '../cloth/cloth.ts';
import type { ForceMeter } from './force-meter.ts';

/** A finger as a box: thick along the closing direction, wide across it, long upwards from the tip. */
export const FINGER = { thicknessM: 0.012, widthM: 0.032, lengthM: 0.075 } as const;

/** Half of the fabric's thickness: particles stay this far from a finger. */
const SKIN_M = 0.002;
/** The rubber end of a finger, which takes the fabric along instead of pushing it aside. */
const TIP_M = 0.006;
/** Shares of the motion against the finger that a substep takes away. */
const TIP_FRICTION = 0.8;
const SIDE_FRICTION = 0.25;

/** Where the fingers are; frame: x closing direction, y across it, z up from the fingertips. */
export interface FingerPose {
  x: number;
  y: number;
  z: number;
  yaw: number;
  width: number;
}

/** Pushes the fabric out of the fingers and drags it along with them, for one substep. */
export class FingerContact {
  readonly #cloth: Cloth;
  readonly #near: Uint16Array;
  #nearCount = 0;

  constructor(cloth: Cloth) {
    this.#cloth = cloth;
    this.#near = new Uint16Array(cloth.mesh.count);
  }

  /** Which particles the fingers may touch in the next 10 ms. */
  findNear(pose: FingerPose): void {
    const { position, mesh } = this.#cloth;
    const reach = pose.width / 2 + FINGER.thicknessM + FINGER.widthM / 2 + 0.02;
    this.#nearCount = 0;
    for (let k = 0; k < mesh.count; k++) {
      const dx = position[3 * k]! - pose.x;
      const dy = position[3 * k + 1]! - pose.y;
      const dz = position[3 * k + 2]! - pose.z;
      if (dx * dx + dy * dy > reach * reach || dz < -0.02 || dz > FINGER.lengthM + 0.02) continue;
      this.#near[this.#nearCount++] = k;
    }
  }

  /** @param meter takes what the fabric does to the fingers in return */
  solve(from: FingerPose, to: FingerPose, substepS: number, meter: ForceMeter): void {
    const { position, previous, weight, restHeightM, particleMassKg } = this.#cloth;
    const massPerTime2 = particleMassKg / (substepS * substepS);
    const cos = Math.cos(to.yaw);
    const sin = Math.sin(to.yaw);
    const turn = to.yaw - from.yaw;
    const closing = (to.width - from.width) / 2;
    const half = to.width / 2;
    const halfAcross = FINGER.widthM / 2;
    for (let n = 0; n < this.#nearCount; n++) {
      const k = this.#near[n]!;
      if (weight[k] !== 1) continue;
      const i = 3 * k;
      const rx = position[i]! - to.x;
      const ry = position[i + 1]! - to.y;
      const localX = cos * rx + sin * ry;
      const localY = cos * ry - sin * rx;
      const localZ = position[i + 2]! - to.z;
      const side = localX >= 0 ? 1 : -1;
      const inside = side * localX - half;
      if (inside < -SKIN_M || inside > FINGER.thicknessM + SKIN_M) continue;
      const acrossLeft = halfAcross + SKIN_M - Math.abs(localY);
      if (acrossLeft < 0 || localZ > FINGER.lengthM || localZ < -1.5 * SKIN_M) continue;

      // How the finger moves at this place during the substep.
      const moveX = to.x - from.x - turn * ry + side * closing * cos;
      const moveY = to.y - from.y + turn * rx + side * closing * sin;
      const moveZ = to.z - from.z;
      const beforeX = position[i]!;
      const beforeY = position[i + 1]!;
      const beforeZ = position[i + 2]!;
      let friction = SIDE_FRICTION;
      if (to.z < TIP_M && localZ < TIP_M && inside > 0 && inside < FINGER.thicknessM) {
        // Between the tip and the table: pressed flat and taken along.
        friction = TIP_FRICTION;
        position[i + 2] = Math.min(position[i + 2]!, Math.max(to.z - SKIN_M, restHeightM[k]!));
      } else {
        const innerLeft = inside + SKIN_M;
        const outerLeft = FINGER.thicknessM + SKIN_M - inside;
        const bottomLeft = localZ + SKIN_M;
        const left = Math.min(acrossLeft, innerLeft, outerLeft, bottomLeft);
        if (left <= 0) continue;
        let pushX = 0;
        let pushY = 0;
        if (left === bottomLeft) position[i + 2]! -= left;
        else if (left === acrossLeft) pushY = localY >= 0 ? left : -left;
        else pushX = left === innerLeft ? -side * left : side * left;
        position[i]! += cos * pushX - sin * pushY;
        position[i + 1]! += sin * pushX + cos * pushY;
        position[i + 2]! -= friction * (position[i + 2]! - previous[i + 2]! - moveZ);
      }
      position[i]! -= friction * (position[i]! - previous[i]! - moveX);
      position[i + 1]! -= friction * (position[i + 1]! - previous[i + 1]! - moveY);
      meter.add(beforeX - position[i]!, beforeY - position[i + 1]!, beforeZ - position[i + 2]!, massPerTime2);
    }
  }
}
