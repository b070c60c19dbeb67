import type { Vector } from './camera.ts';

const SIZE = 256;
/** Metres across the map; the table's origin is its middle. */
const EXTENT_M = 1;
const TEXELS_PER_M = SIZE / EXTENT_M;
/** The texel that stands for everything outside of the map; never in shadow. */
export const OUTSIDE_TEXEL = SIZE * SIZE;

/** Fabric this much higher throws a shadow on the fabric below. */
const BIAS_M = 0.008;
const FABRIC_DARKNESS = 0.5;
const GRIPPER_DARKNESS = 0.55;
/** The gripper's shadow is sharp on the table and this many texels softer per metre above it. */
const SOFTNESS_PER_M = 16;
const MAX_SOFTNESS = 5;

/**
 * Shadows of one distant light, kept where its rays meet the table: a point at height z belongs to the texel
 * below it along the light. So one map serves table and fabric.
 */
export class ShadowMap {
  /** Darkness 0–255 of the table's texels; with one more for {@link OUTSIDE_TEXEL}. */
  readonly table = new Uint8Array(SIZE * SIZE + 1);
  /** Darkness that the gripper alone throws: what falls on the fabric. */
  readonly gripper = new Uint8Array(SIZE * SIZE + 1);
  readonly #fabric = new Uint8Array(SIZE * SIZE);
  readonly #fabricTopM = new Float32Array(SIZE * SIZE);
  readonly #scratch = new Uint8Array(SIZE * SIZE);
  #slopeX = 0;
  #slopeY = 0;
  #box: Box = { left: 0, right: -1, top: 0, bottom: -1 };

  setLight(direction: Vector): void {
    this.#slopeX = direction.x / direction.z;
    this.#slopeY = direction.y / direction.z;
  }

  /** Map coordinate, in texels, of a point; truncated they give {@link texelAt}'s column and row. */
  column(x: number, z: number): number {
    return (x - z * this.#slopeX + EXTENT_M / 2) * TEXELS_PER_M;
  }

  row(y: number, z: number): number {
    return (y - z * this.#slopeY + EXTENT_M / 2) * TEXELS_PER_M;
  }

  /** Share of the light that fabric above takes from a point of the fabric; smoothed over four texels. */
  readonly fabricShadowAt = (x: number, y: number, z: number): number => {
    const column = Math.floor(this.column(x, z) - 0.5);
    const row = Math.floor(this.row(y, z) - 0.5);
    if (column < 0 || row < 0 || column >= SIZE - 1 || row >= SIZE - 1) return 0;
    const texel = row * SIZE + column;
    const level = z + BIAS_M;
    const top = this.#fabricTopM;
    let count = 0;
    if (top[texel]! > level) count++;
    if (top[texel + 1]! > level) count++;
    if (top[texel + SIZE]! > level) count++;
    if (top[texel + SIZE + 1]! > level) count++;
    return (count * 0.85) / 4;
  };

  drawFabric(position: Float64Array, triangles: Uint16Array): void {
    this.#fabricTopM.fill(0);
    this.#fabric.fill(0);
    this.#fillTriangles(position, triangles, triangles.length, (texel, z) => {
      if (z <= this.#fabricTopM[texel]!) return;
      this.#fabricTopM[texel] = z;
      // Higher fabric throws a paler shadow: more of the sky shines in under it.
      this.#fabric[texel] = 255 * FABRIC_DARKNESS * (1 - 0.5 * Math.min(1, z / 0.3));
    });
    const whole = { left: 0, right: SIZE - 1, top: 0, bottom: SIZE - 1 };
    blur(this.#fabric, this.#scratch, whole, 1);
  }

  drawGripper(position: Float64Array, triangles: Uint16Array, count: number, heightM: number): void {
    clearBox(this.gripper, this.#box);
    const box = { left: SIZE, right: -1, top: SIZE, bottom: -1 };
    this.#fillTriangles(position, triangles, 3 * count, (texel) => {
      this.gripper[texel] = 255 * GRIPPER_DARKNESS;
      const column = texel % SIZE;
      const row = (texel - column) / SIZE;
      if (column < box.left) box.left = column;
      if (column > box.right) box.right = column;
      if (row < box.top) box.top = row;
      if (row > box.bottom) box.bottom = row;
    });
    const radius = Math.min(MAX_SOFTNESS, 1 + Math.round(SOFTNESS_PER_M * heightM));
    this.#box = {
      left: Math.max(0, box.left - 2 * radius),
      right: Math.min(SIZE - 1, box.right + 2 * radius),
      top: Math.max(0, box.top - 2 * radius),
      bottom: Math.min(SIZE - 1, box.bottom + 2 * radius),
    };
    blur(this.gripper, this.#scratch, this.#box, radius);
    this.#combine();
  }

  #combine(): void {
    const { table, gripper } = this;
    table.set(this.#fabric);
    const { left, right, top, bottom } = this.#box;
    for (let row = top; row <= bottom; row++) {
      for (let texel = row * SIZE + left; texel <= row * SIZE + right; texel++) {
        const fabric = table[texel]!;
        table[texel] = fabric + gripper[texel]! - ((fabric * gripper[texel]!) >> 8);
      }
    }
  }

  #fillTriangles(
    position: Float64Array,
    triangles: Uint16Array,
    count: number,
    visit: (texel: number, z: number) => void,
  ): void {
    for (let t = 0; t < count; t += 3) {
      const a = 3 * triangles[t]!;
      const b = 3 * triangles[t + 1]!;
      const c = 3 * triangles[t + 2]!;
      const az = position[a + 2]!;
      const bz = position[b + 2]!;
      const cz = position[c + 2]!;
      const ax = this.column(position[a]!, az);
      const ay = this.row(position[a + 1]!, az);
      const bx = this.column(position[b]!, bz);
      const by = this.row(position[b + 1]!, bz);
      const cx = this.column(position[c]!, cz);
      const cy = this.row(position[c + 1]!, cz);
      const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
      if (Math.abs(area) < 1e-9) continue;
      const left = Math.max(0, Math.floor(Math.min(ax, bx, cx)));
      const right = Math.min(SIZE - 1, Math.floor(Math.max(ax, bx, cx)));
      const top = Math.max(0, Math.floor(Math.min(ay, by, cy)));
      const bottom = Math.min(SIZE - 1, Math.floor(Math.max(ay, by, cy)));
      const inverse = 1 / area;
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const px = column + 0.5;
          const py = row + 0.5;
          const shareC = ((bx - ax) * (py - ay) - (px - ax) * (by - ay)) * inverse;
          const shareB = ((px - ax) * (cy - ay) - (cx - ax) * (py - ay)) * inverse;
          // A little wider than the triangle, so that thin parts are not lost between texels.
          if (shareC < -0.02 || shareB < -0.02 || shareB + shareC > 1.02) continue;
          visit(row * SIZE + column, az + shareB * (bz - az) + shareC * (cz - az));
        }
      }
    }
  }
}

export const SHADOW_SIZE = SIZE;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function clearBox(map: Uint8Array, { left, right, top, bottom }: Box): void {
  for (let row = top; row <= bottom; row++) map.fill(0, row * SIZE + left, row * SIZE + right + 1);
}

/** A box blur along rows and columns, twice: close to a Gaussian. */
function blur(map: Uint8Array, scratch: Uint8Array, box: Box, radius: number): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let row = box.top; row <= box.bottom; row++) {
      blurLine(map, scratch, row * SIZE + box.left, 1, box.right - box.left + 1, radius);
    }
    for (let column = box.left; column <= box.right; column++) {
      blurLine(scratch, map, box.top * SIZE + column, SIZE, box.bottom - box.top + 1, radius);
    }
  }
}

function blurLine(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  const scale = 1 / (2 * radius + 1);
  let sum = 0;
  for (let i = 0; i < Math.min(radius, length); i++) sum += from[start + i * stride]!;
  for (let i = 0; i < length; i++) {
    if (i + radius < length) sum += from[start + (i + radius) * stride]!;
    to[start + i * stride] = sum * scale;
    if (i >= radius) sum -= from[start + (i - radius) * stride]!;
  }
}
