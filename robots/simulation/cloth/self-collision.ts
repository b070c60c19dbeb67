import type { Cloth } from './cloth.ts';
import { SPACING_M } from './shirt-mesh.ts';

/** Layers keep this distance, particle to particle; below 0.7 of the spacing they could pass each other. */
const THICKNESS_M = 0.0125;
/** Pairs are looked for this much further out, since the list serves several substeps. */
const MARGIN_M = 0.004;
const FRICTION = 0.6;
/** Neighbours within the fabric are held apart by their links. */
const NEIGHBOUR_REST_M = 1.6 * SPACING_M;
const MAX_PAIRS = 12_000;
const BUCKETS = 2048;

/**
 * Keeps layers of the fabric apart and rubs them against each other, so that a fold stays a fold. Pairs come
 * from a spatial hash (Teschner et al. 2003) and are reused until {@link findPairs} is called again.
 */
export class SelfCollision {
  readonly #cloth: Cloth;
  readonly #pairs = new Uint16Array(2 * MAX_PAIRS);
  readonly #bucketStart = new Int32Array(BUCKETS + 1);
  readonly #bucketOf: Int32Array;
  readonly #sorted: Uint16Array;
  #pairCount = 0;

  constructor(cloth: Cloth) {
    this.#cloth = cloth;
    this.#bucketOf = new Int32Array(cloth.mesh.count);
    this.#sorted = new Uint16Array(cloth.mesh.count);
  }

  findPairs(): void {
    this.#fillBuckets();
    const { position, mesh } = this.#cloth;
    const reach = THICKNESS_M + MARGIN_M;
    this.#pairCount = 0;
    for (let a = 0; a < mesh.count; a++) {
      const x = Math.floor(position[3 * a]! / reach);
      const y = Math.floor(position[3 * a + 1]! / reach);
      const z = Math.floor(position[3 * a + 2]! / reach);
      for (let dz = -1; dz <= 1; dz++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) this.#pairWith(a, hash(x + dx, y + dy, z + dz));
        }
      }
    }
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

  /** Counting sort of the particles by bucket. */
  #fillBuckets(): void {
    const { position, mesh } = this.#cloth;
    const reach = THICKNESS_M + MARGIN_M;
    const start = this.#bucketStart.fill(0);
    for (let k = 0; k < mesh.count; k++) {
      const bucket = hash(
        Math.floor(position[3 * k]! / reach),
        Math.floor(position[3 * k + 1]! / reach),
        Math.floor(position[3 * k + 2]! / reach),
      );
      this.#bucketOf[k] = bucket;
      start[bucket]!++;
    }
    for (let bucket = 1; bucket <= BUCKETS; bucket++) start[bucket]! += start[bucket - 1]!;
    for (let k = mesh.count - 1; k >= 0; k--) this.#sorted[--start[this.#bucketOf[k]!]!] = k;
  }

  #pairWith(a: number, bucket: number): void {
    const { position, mesh } = this.#cloth;
    const { uv } = mesh;
    const reach = THICKNESS_M + MARGIN_M;
    const end = this.#bucketStart[bucket + 1]!;
    for (let slot = this.#bucketStart[bucket]!; slot < end; slot++) {
      const b = this.#sorted[slot]!;
      if (b <= a || this.#pairCount === MAX_PAIRS) continue;
      const dx = position[3 * a]! - position[3 * b]!;
      const dy = position[3 * a + 1]! - position[3 * b + 1]!;
      const dz = position[3 * a + 2]! - position[3 * b + 2]!;
      if (dx * dx + dy * dy + dz * dz > reach * reach) continue;
      const du = uv[2 * a]! - uv[2 * b]!;
      const dv = uv[2 * a + 1]! - uv[2 * b + 1]!;
      if (du * du + dv * dv < NEIGHBOUR_REST_M * NEIGHBOUR_REST_M) continue;
      this.#pairs[2 * this.#pairCount] = a;
      this.#pairs[2 * this.#pairCount + 1] = b;
      this.#pairCount++;
    }
  }
}

function hash(x: number, y: number, z: number): number {
  return (Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791)) & (BUCKETS - 1);
}
