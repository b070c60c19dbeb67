import type { Cloth } from '../cloth/cloth.ts';
import { FINGER, type FingerPose } from './finger-contact.ts';
import type { ForceMeter } from './force-meter.ts';

/** The rubber pad reaches this far up from the fingertip. */
const PAD_LENGTH_M = 0.035;
/** Fabric this close to a pad when the jaws stop is held. */
const PAD_TOUCH_M = 0.003;
/** Gathered fabric stops the jaws at this width: one layer, and more for each particle between the pads. */
const SINGLE_LAYER_M = 0.0045;
const LAYER_M = 0.0007;
/** Opened by this much, the jaws let go. */
const RELEASE_M = 0.003;
/** Friction that a particle deep between the pads gives at full closing force; at the tips it is less. */
const HOLD_PER_PARTICLE_N = 0.5;
const TIP_SHARE = 0.3;
const DEEP_M = 0.02;
/** A held particle is this much heavier for the solver: what still moves it measures the force on it. */
const HELD_WEIGHT = 0.02;
/** How fast fabric creeps out when the load is twice what friction can hold. */
const CREEP_MPS = 0.12;
const MAX_CREEP_MPS = 0.3;

export const CLOSING_FORCE_N = 10;

/**
 * Fabric between closed pads. How much is held, and how deep, says how much load friction can take; beyond
 * that it creeps towards the tips and drops out particle by particle, so a poor grasp fails during the lift.
 */
export class Grasp {
  readonly #cloth: Cloth;
  readonly #particles: number[] = [];
  /** Places of the held particles in the gripper's frame: x, y, z one after the other. */
  readonly #local: Float64Array;
  #widthM = 0;
  #hasSlipped = false;

  constructor(cloth: Cloth) {
    this.#cloth = cloth;
    this.#local = new Float64Array(3 * cloth.mesh.count);
  }

  get particles(): readonly number[] {
    return this.#particles;
  }

  /** The load that friction can take. */
  capacityN(): number {
    let sum = 0;
    for (let n = 0; n < this.#particles.length; n++) {
      const depth = Math.min(1, Math.max(0, this.#local[3 * n + 2]! / DEEP_M));
      sum += HOLD_PER_PARTICLE_N * (TIP_SHARE + (1 - TIP_SHARE) * depth);
    }
    return sum;
  }

  /** How far the jaws can close on what is between them now. */
  jawStopM(pose: FingerPose): number {
    const count = this.#particles.length > 0 ? this.#particles.length : this.#between(pose).length;
    return count === 0 ? 0 : SINGLE_LAYER_M + LAYER_M * count;
  }

  /**
   * Takes hold when the jaws have met the fabric, lets go when they open. Fabric that has slipped out is not
   * caught again until the jaws have opened.
   *
   * @param isClosing do the jaws want to be closer than they are?
   */
  update(pose: FingerPose, isClosing: boolean): void {
    if (this.#particles.length > 0) {
      if (pose.width > this.#widthM + RELEASE_M) this.release();
      else this.#widthM = Math.min(this.#widthM, pose.width);
      return;
    }
    if (!isClosing) {
      if (pose.width > RELEASE_M) this.#hasSlipped = false;
      return;
    }
    if (this.#hasSlipped) return;
    const between = this.#between(pose);
    if (between.length === 0 || pose.width > SINGLE_LAYER_M + LAYER_M * between.length + 1e-4) return;
    this.#take(between, pose);
  }

  release(): void {
    this.#hasSlipped = false;
    for (const k of this.#particles) this.#cloth.weight[k] = 1;
    this.#particles.length = 0;
  }

  /** Before a substep: held particles go where the gripper goes. */
  carry(pose: FingerPose): void {
    const { position, previous } = this.#cloth;
    const cos = Math.cos(pose.yaw);
    const sin = Math.sin(pose.yaw);
    for (let n = 0; n < this.#particles.length; n++) {
      const i = 3 * this.#particles[n]!;
      const x = this.#local[3 * n]!;
      const y = this.#local[3 * n + 1]!;
      previous[i] = position[i]!;
      previous[i + 1] = position[i + 1]!;
      previous[i + 2] = position[i + 2]!;
      position[i] = pose.x + cos * x - sin * y;
      position[i + 1] = pose.y + sin * x + cos * y;
      position[i + 2] = pose.z + this.#local[3 * n + 2]!;
    }
  }

  /** After the fabric was solved: puts held particles back and meters the force that had moved them. */
  putBack(pose: FingerPose, substepS: number, meter: ForceMeter): void {
    const { position, particleMassKg } = this.#cloth;
    const massPerTime2 = particleMassKg / (HELD_WEIGHT * substepS * substepS);
    const cos = Math.cos(pose.yaw);
    const sin = Math.sin(pose.yaw);
    for (let n = 0; n < this.#particles.length; n++) {
      const i = 3 * this.#particles[n]!;
      const x = pose.x + cos * this.#local[3 * n]! - sin * this.#local[3 * n + 1]!;
      const y = pose.y + sin * this.#local[3 * n]! + cos * this.#local[3 * n + 1]!;
      const z = pose.z + this.#local[3 * n + 2]!;
      meter.add(position[i]! - x, position[i + 1]! - y, position[i + 2]! - z, massPerTime2);
      position[i] = x;
      position[i + 1] = y;
      position[i + 2] = z;
    }
  }

  /** Once a step: fabric creeps out while the load is more than friction can take. */
  slip(loadN: number, seconds: number): void {
    if (this.#particles.length === 0) return;
    const overload = loadN / this.capacityN() - 1;
    if (overload <= 0) return;
    const creepM = Math.min(MAX_CREEP_MPS, CREEP_MPS * overload) * seconds;
    for (let n = this.#particles.length - 1; n >= 0; n--) {
      this.#local[3 * n + 2]! -= creepM;
      if (this.#local[3 * n + 2]! < -PAD_TOUCH_M) this.#drop(n);
    }
    if (this.#particles.length > 0) return;
    this.release();
    this.#hasSlipped = true;
  }

  #take(between: number[], pose: FingerPose): void {
    const { position, weight } = this.#cloth;
    const cos = Math.cos(pose.yaw);
    const sin = Math.sin(pose.yaw);
    const limit = pose.width / 2;
    for (const k of between) {
      const rx = position[3 * k]! - pose.x;
      const ry = position[3 * k + 1]! - pose.y;
      const n = this.#particles.push(k) - 1;
      this.#local[3 * n] = Math.min(limit, Math.max(-limit, cos * rx + sin * ry));
      this.#local[3 * n + 1] = cos * ry - sin * rx;
      this.#local[3 * n + 2] = position[3 * k + 2]! - pose.z;
      weight[k] = HELD_WEIGHT;
    }
    this.#widthM = pose.width;
  }

  #drop(n: number): void {
    this.#cloth.weight[this.#particles[n]!] = 1;
    this.#particles.splice(n, 1);
    this.#local.copyWithin(3 * n, 3 * n + 3, 3 * this.#particles.length + 3);
  }

  #between(pose: FingerPose): number[] {
    const { position, mesh } = this.#cloth;
    const cos = Math.cos(pose.yaw);
    const sin = Math.sin(pose.yaw);
    const found: number[] = [];
    for (let k = 0; k < mesh.count; k++) {
      const localZ = position[3 * k + 2]! - pose.z;
      if (localZ < -PAD_TOUCH_M || localZ > PAD_LENGTH_M) continue;
      const rx = position[3 * k]! - pose.x;
      const ry = position[3 * k + 1]! - pose.y;
      if (Math.abs(cos * rx + sin * ry) > pose.width / 2 + PAD_TOUCH_M) continue;
      if (Math.abs(cos * ry - sin * rx) > FINGER.widthM / 2) continue;
      found.push(k);
    }
    return found;
  }
}
