import type { Cloth } from './cloth.ts';
import { SPACING_M } from './shirt-mesh.ts';

/** Layers keep this distance, particle to particle; below 0.7 of the spacing they could pass each other. */
const THICKNESS_M = 0.0125;
/** Pairs are looked for this far, since the list serves several substeps. */
const REACH_M = THICKNESS_M + 0.004;
const FRICTION = 0.6;
/** Neighbours within the fabric are held apart by their links. */
const NEIGHBOUR_REST_M = 1.6 * SPACING_M;
const MAX_PAIRS = 12_000;

/**
 * Keeps layers of the fabric apart and rubs them against each other, so that a fold stays a fold. Pairs are
 * found by sweep and prune along the axis of the greatest extent, and reused until the next search.
 */
export class SelfCollision {
  readonly #cloth: Cloth;
  readonly #pairs = new Uint16Array(2 * MAX_PAIRS);
  #pairCount = 0;
  /** Particles by their place along the axis; hardly changes from search to search. */
  readonly #order: Uint16Array;

  constructor(cloth: Cloth) {
    this.#cloth = cloth;
    this.#order = Uint16Array.from({ length: cloth.mesh.count }, (_, k) => k);
  }

  findPairs(): void {
    const { position, mesh } = this.#cloth;
    const { uv } = mesh;
    const order = this.#order;
    const pairs = this.#pairs;
    const axis = longestAxis(position);
    sortAlong(order, position, axis);
    let count = 0;
    for (let first = 0; first < order.length; first++) {
      const a = order[first]!;
      const ax = position[3 * a]!;
      const ay = position[3 * a + 1]!;
      const az = position[3 * a + 2]!;
      const limit = position[3 * a + axis]! + REACH_M;
      for (let second = first + 1; second < order.length; second++) {
        const b = order[second]!;
        if (position[3 * b + axis]! > limit || count === MAX_PAIRS) break;
        const dx = position[3 * b]! - ax;
        const dy = position[3 * b + 1]! - ay;
        const dz = position[3 * b + 2]! - az;
        if (dx * dx + dy * dy + dz * dz > REACH_M * REACH_M) continue;
        const du = uv[2 * a]! - uv[2 * b]!;
        const dv = uv[2 * a + 1]! - uv[2 * b + 1]!;
        if (du * du + dv * dv < NEIGHBOUR_REST_M * NEIGHBOUR_REST_M) continue;
        pairs[2 * count] = a;
        pairs[2 * count + 1] = b;
        count++;
      }
    }
    this.#pairCount = count;
  }

  solve(): void {
    const { position, previous, weight } = this.#cloth;
    const pairs = this.#pairs;
    const count = this.#pairCount;
    for (let pair = 0; pair < count; pair++) {
      const a = pairs[2 * pair]!;
      const b = pairs[2 * pair + 1]!;
      const a3 = 3 * a;
      const b3 = 3 * b;
      const dx = position[a3]! - position[b3]!;
      const dy = position[a3 + 1]! - position[b3 + 1]!;
      const dz = position[a3 + 2]! - position[b3 + 2]!;
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared >= THICKNESS_M * THICKNESS_M || squared < 1e-12) continue;
      const distance = Math.sqrt(squared);
      const weightA = weight[a]!;
      const weightB = weight[b]!;
      const depth = THICKNESS_M - distance;
      const push = depth / (distance * (weightA + weightB));

      // Coulomb friction: the sideways motion of the substep is undone up to μ times the depth.
      let sideX = position[a3]! - previous[a3]! - position[b3]! + previous[b3]!;
      let sideY = position[a3 + 1]! - previous[a3 + 1]! - position[b3 + 1]! + previous[b3 + 1]!;
      let sideZ = position[a3 + 2]! - previous[a3 + 2]! - position[b3 + 2]! + previous[b3 + 2]!;
      const along = (sideX * dx + sideY * dy + sideZ * dz) / squared;
      sideX -= along * dx;
      sideY -= along * dy;
      sideZ -= along * dz;
      const slide = Math.sqrt(sideX * sideX + sideY * sideY + sideZ * sideZ);
      const limit = FRICTION * depth;
      const rub = (slide <= limit ? 1 : limit / slide) / (weightA + weightB);

      position[a3]! += weightA * (push * dx - rub * sideX);
      position[a3 + 1]! += weightA * (push * dy - rub * sideY);
      position[a3 + 2]! += weightA * (push * dz - rub * sideZ);
      position[b3]! -= weightB * (push * dx - rub * sideX);
      position[b3 + 1]! -= weightB * (push * dy - rub * sideY);
      position[b3 + 2]! -= weightB * (push * dz - rub * sideZ);
    }
  }
}

/** 0, 1 or 2 for x, y or z. */
function longestAxis(position: Float64Array): number {
  let longest = 0;
  let longestM = -1;
  for (let axis = 0; axis < 3; axis++) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = axis; i < position.length; i += 3) {
      const value = position[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (max - min <= longestM) continue;
    longestM = max - min;
    longest = axis;
  }
  return longest;
}

/** Insertion sort: the order of last time is nearly right. Equal places are ordered by particle. */
function sortAlong(order: Uint16Array, position: Float64Array, axis: number): void {
  for (let i = 1; i < order.length; i++) {
    const particle = order[i]!;
    const value = position[3 * particle + axis]!;
    let slot = i;
    for (; slot > 0; slot--) {
      const before = order[slot - 1]!;
      const valueBefore = position[3 * before + axis]!;
      if (valueBefore < value || (valueBefore === value && before < particle)) break;
      order[slot] = before;
    }
    order[slot] = particle;
  }
}
