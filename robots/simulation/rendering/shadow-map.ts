import { type Box, blur, clear, EMPTY_BOX, grow } from './blur.ts';
import type { Vector } from './camera.ts';
import { SHADOW_SIZE, SHADOW_TEXELS_PER_M, TABLE_PLANE_M } from './table-plane.ts';

/** Fabric this much higher throws a shadow on the fabric below. */
const BIAS_M = 0.008;
/** Light that is taken away, of 255. */
const FABRIC_DARKNESS = 135;
const GRIPPER_DARKNESS = 150;
const FABRIC_SOFTNESS = 1;
/** The gripper's shadow is sharp on the table and this many texels softer per metre above it. */
const SOFTNESS_PER_M = 16;
const MAX_SOFTNESS = 5;

/**
 * Shadows of one distant light, kept where its rays meet the table: a point at height z belongs to the texel
 * below it along the light. So one map serves table and fabric.
 */
export class ShadowMap {
  /** Darkness of the table, 0–255, by texel. */
  readonly table = new Uint8Array(SHADOW_SIZE ** 2);
  readonly #gripper = new Uint8Array(SHADOW_SIZE ** 2);
  readonly #fabric = new Uint8Array(SHADOW_SIZE ** 2);
  /** Height of the topmost fabric over a texel; 0 where there is none. */
  readonly #fabricTopM = new Float32Array(SHADOW_SIZE ** 2);
  readonly #gripperTopM = new Float32Array(SHADOW_SIZE ** 2);
  readonly #scratch = new Uint8Array(SHADOW_SIZE ** 2);
  #slopeX = 0;
  #slopeY = 0;
  #fabricBox: Box = EMPTY_BOX;
  #gripperBox: Box = EMPTY_BOX;

  /** Outside of these the table is not in shadow. */
  get boxes(): readonly Box[] {
    return [this.#fabricBox, this.#gripperBox].filter(({ left, right }) => left <= right);
  }

  setLight(direction: Vector): void {
    this.#slopeX = direction.x / direction.z;
    this.#slopeY = direction.y / direction.z;
  }

  drawFabric(position: Float64Array, triangles: Uint16Array): void {
    clear(this.#fabricTopM, this.#fabricBox);
    clear(this.#fabric, this.#fabricBox);
    clear(this.table, this.#fabricBox);
    const drawn = this.#drawTops(position, triangles, this.#fabricTopM);
    for (let row = drawn.top; row <= drawn.bottom; row++) {
      for (let texel = row * SHADOW_SIZE + drawn.left; texel <= row * SHADOW_SIZE + drawn.right; texel++) {
        const height = this.#fabricTopM[texel]!;
        // Higher fabric throws a paler shadow: more of the sky shines in under it.
        if (height > 0) this.#fabric[texel] = FABRIC_DARKNESS * (1 - 0.5 * Math.min(1, height / 0.3));
      }
    }
    this.#fabricBox = grow(drawn, 2 * FABRIC_SOFTNESS);
    blur(this.#fabric, this.#scratch, this.#fabricBox, FABRIC_SOFTNESS);
  }

  /** To be called after {@link drawFabric}: completes the table's shadow. */
  drawGripper(position: Float64Array, triangles: Uint16Array, heightM: number): void {
    const gripper = this.#gripper;
    clear(gripper, this.#gripperBox);
    clear(this.table, this.#gripperBox);
    clear(this.#gripperTopM, this.#gripperBox);
    const drawn = this.#drawTops(position, triangles, this.#gripperTopM);
    for (let row = drawn.top; row <= drawn.bottom; row++) {
      for (let texel = row * SHADOW_SIZE + drawn.left; texel <= row * SHADOW_SIZE + drawn.right; texel++) {
        if (this.#gripperTopM[texel]! > 0) gripper[texel] = GRIPPER_DARKNESS;
      }
    }
    const softness = Math.min(MAX_SOFTNESS, 1 + Math.round(SOFTNESS_PER_M * heightM));
    this.#gripperBox = grow(drawn, 2 * softness);
    blur(gripper, this.#scratch, this.#gripperBox, softness);
    this.#combine(this.#fabricBox);
    this.#combine(this.#gripperBox);
  }

  /** Share of the light that fabric above takes from a point of the fabric; smoothed over four texels. */
  readonly fabricShadowAt = (x: number, y: number, z: number): number => {
    const column = Math.floor(this.#column(x, z) - 0.5);
    const row = Math.floor(this.#row(y, z) - 0.5);
    if (column < 0 || row < 0 || column >= SHADOW_SIZE - 1 || row >= SHADOW_SIZE - 1) return 0;
    const texel = row * SHADOW_SIZE + column;
    const level = z + BIAS_M;
    const top = this.#fabricTopM;
    let count = 0;
    if (top[texel]! > level) count++;
    if (top[texel + 1]! > level) count++;
    if (top[texel + SHADOW_SIZE]! > level) count++;
    if (top[texel + SHADOW_SIZE + 1]! > level) count++;
    return (count * 0.85) / 4;
  };

  /** Share of the light that the gripper takes from a point of the fabric. */
  readonly gripperShadowAt = (x: number, y: number, z: number): number => {
    const across = this.#column(x, z) - 0.5;
    const along = this.#row(y, z) - 0.5;
    const column = Math.floor(across);
    const row = Math.floor(along);
    const { left, right, top, bottom } = this.#gripperBox;
    if (column < left || row < top || column >= right || row >= bottom) return 0;
    const texel = row * SHADOW_SIZE + column;
    const map = this.#gripper;
    const fx = across - column;
    const fy = along - row;
    const upper = map[texel]! + fx * (map[texel + 1]! - map[texel]!);
    const lower =
      map[texel + SHADOW_SIZE]! + fx * (map[texel + SHADOW_SIZE + 1]! - map[texel + SHADOW_SIZE]!);
    return (upper + fy * (lower - upper)) / 256;
  };

  #column(x: number, z: number): number {
    return (x - z * this.#slopeX + TABLE_PLANE_M / 2) * SHADOW_TEXELS_PER_M;
  }

  #row(y: number, z: number): number {
    return (y - z * this.#slopeY + TABLE_PLANE_M / 2) * SHADOW_TEXELS_PER_M;
  }

  /** Two shadows on each other leave the product of the light. */
  #combine({ left, right, top, bottom }: Box): void {
    for (let row = top; row <= bottom; row++) {
      for (let texel = row * SHADOW_SIZE + left; texel <= row * SHADOW_SIZE + right; texel++) {
        const fabric = this.#fabric[texel]!;
        const gripper = this.#gripper[texel]!;
        this.table[texel] = fabric + gripper - ((fabric * gripper) >> 8);
      }
    }
  }

  /** Heights of the topmost surface into `tops`; returns where something was drawn. */
  #drawTops(position: Float64Array, triangles: Uint16Array, tops: Float32Array): Box {
    const size = SHADOW_SIZE;
    const drawn = { left: size, right: -1, top: size, bottom: -1 };
    for (let t = 0; t < triangles.length; t += 3) {
      const a = 3 * triangles[t]!;
      const b = 3 * triangles[t + 1]!;
      const c = 3 * triangles[t + 2]!;
      const az = position[a + 2]!;
      const bz = position[b + 2]!;
      const cz = position[c + 2]!;
      const ax = this.#column(position[a]!, az);
      const ay = this.#row(position[a + 1]!, az);
      const bx = this.#column(position[b]!, bz) - ax;
      const by = this.#row(position[b + 1]!, bz) - ay;
      const cx = this.#column(position[c]!, cz) - ax;
      const cy = this.#row(position[c + 1]!, cz) - ay;
      const area = bx * cy - cx * by;
      if (Math.abs(area) < 1e-9) continue;
      const left = Math.max(0, Math.floor(ax + Math.min(0, bx, cx))) | 0;
      const right = Math.min(size - 1, Math.floor(ax + Math.max(0, bx, cx))) | 0;
      const top = Math.max(0, Math.floor(ay + Math.min(0, by, cy))) | 0;
      const bottom = Math.min(size - 1, Math.floor(ay + Math.max(0, by, cy))) | 0;
      if (left < drawn.left) drawn.left = left;
      if (right > drawn.right) drawn.right = right;
      if (top < drawn.top) drawn.top = top;
      if (bottom > drawn.bottom) drawn.bottom = bottom;
      const inverse = 1 / area;
      const stepB = cy * inverse;
      const stepC = -by * inverse;
      const riseB = bz - az;
      const riseC = cz - az;
      for (let row = top; row <= bottom; row++) {
        const px = left + 0.5 - ax;
        const py = row + 0.5 - ay;
        let shareB = (px * cy - cx * py) * inverse;
        let shareC = (bx * py - px * by) * inverse;
        const end = row * size + right;
        for (let texel = row * size + left; texel <= end; texel++) {
          // A little wider than the triangle, so that thin parts are not lost between texels.
          if (shareB > -0.02 && shareC > -0.02 && shareB + shareC < 1.02) {
            const z = az + shareB * riseB + shareC * riseC;
            if (z > tops[texel]!) tops[texel] = z;
          }
          shareB += stepB;
          shareC += stepC;
        }
      }
    }
    return drawn;
  }
}
