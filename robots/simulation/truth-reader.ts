import type { ShirtMesh } from './cloth/shirt-mesh.ts';
import { collarTangent, type PatternPoint } from './cloth/shirt-pattern.ts';
import { surroundingsOf, surroundingsOfParticle } from './cloth/surroundings.ts';
import type { CollarPoint, Point, Truth } from './truth.ts';
import type { World } from './world.ts';

/** Fabric this far from the neck's edge is reported: near enough to count, far enough to gather a bunch. */
const MIN_COLLAR_DISTANCE_M = 0.012;
const MAX_COLLAR_DISTANCE_M = 0.036;

/** Reads the truth out of a world; finds out once which particles lie around the collar. */
export class TruthReader {
  readonly #world: World;
  readonly #collar: readonly CollarParticle[];
  #collarPoints: CollarPoint[] = [];
  #clothVersion = -1;

  constructor(world: World) {
    this.#world = world;
    this.#collar = collarParticles(world.cloth.mesh);
  }

  read(): Truth {
    const { seed, arrangement, cloth, gripper, grasp, isSuccess } = this.#world;
    return {
      seed,
      arrangement,
      gripper: {
        positionM: { x: gripper.x.position, y: gripper.y.position, z: gripper.z.position },
        yawRad: gripper.yaw.position,
        widthM: gripper.width.position,
      },
      held: {
        count: grasp.particles.length,
        nearCollarCount: this.#world.heldNearCollar(),
        loadN: this.#world.loadN,
        capacityN: grasp.capacityN(),
      },
      shirt: {
        centreM: this.#centre(),
        lowestM: this.#world.lowestM(),
        heightUnderGripperM: surroundingsOf(cloth, gripper.x.position, gripper.y.position, 0).topM,
      },
      collarPoints: this.#readCollar(),
      isSuccess,
    };
  }

  #centre(): Point {
    const { position, mesh } = this.#world.cloth;
    const sum = { x: 0, y: 0, z: 0 };
    for (let i = 0; i < 3 * mesh.count; i += 3) {
      sum.x += position[i]!;
      sum.y += position[i + 1]!;
      sum.z += position[i + 2]!;
    }
    return { x: sum.x / mesh.count, y: sum.y / mesh.count, z: sum.z / mesh.count };
  }

  /** Read anew only after the shirt has moved. */
  #readCollar(): CollarPoint[] {
    if (this.#clothVersion !== this.#world.clothVersion) {
      this.#clothVersion = this.#world.clothVersion;
      this.#collarPoints = this.#collar.map((particle) => this.#collarPoint(particle));
    }
    return this.#collarPoints;
  }

  #collarPoint({ particle, neighbours, alongShares, acrossShares }: CollarParticle): CollarPoint {
    const positionM = this.#pointOf(particle);
    const along = { x: 0, y: 0, z: 0 };
    const across = { x: 0, y: 0, z: 0 };
    neighbours.forEach((neighbour, n) => {
      const { x, y, z } = this.#pointOf(neighbour);
      addScaled(along, x - positionM.x, y - positionM.y, z - positionM.z, alongShares[n]!);
      addScaled(across, x - positionM.x, y - positionM.y, z - positionM.z, acrossShares[n]!);
    });
    const { coverM, supportCount } = surroundingsOfParticle(this.#world.cloth, particle);
    return {
      positionM,
      normal: unitCross(along, across),
      tangentRad: Math.atan2(along.y, along.x),
      coverM,
      supportCount,
    };
  }

  #pointOf(particle: number): Point {
    const { position } = this.#world.cloth;
    return { x: position[3 * particle]!, y: position[3 * particle + 1]!, z: position[3 * particle + 2]! };
  }
}

/**
 * The fabric's direction along the collar's edge, and across it into the neck, as weighted sums of the
 * offsets to the neighbours: the least-squares fit of a plane to how the fabric lies.
 */
interface CollarParticle {
  particle: number;
  neighbours: readonly number[];
  alongShares: readonly number[];
  acrossShares: readonly number[];
}

function collarParticles(mesh: ShirtMesh): CollarParticle[] {
  const { uv, collarDistanceM } = mesh;
  const found: CollarParticle[] = [];
  for (let particle = 0; particle < mesh.count; particle++) {
    const distance = collarDistanceM[particle]!;
    if (distance < MIN_COLLAR_DISTANCE_M || distance > MAX_COLLAR_DISTANCE_M) continue;
    const u = uv[2 * particle]!;
    const v = uv[2 * particle + 1]!;
    const neighbours = linkedTo(mesh, particle);
    const offsets = neighbours.map((k) => ({ u: uv[2 * k]! - u, v: uv[2 * k + 1]! - v }));
    const tangent = collarTangent(u, v);
    found.push({
      particle,
      neighbours,
      alongShares: derivativeShares(offsets, Math.cos(tangent), Math.sin(tangent)),
      acrossShares: derivativeShares(offsets, -Math.sin(tangent), Math.cos(tangent)),
    });
  }
  return found;
}

/** What each neighbour's offset counts in the derivative along a direction of the pattern. */
function derivativeShares(
  offsets: readonly PatternPoint[],
  directionU: number,
  directionV: number,
): number[] {
  const sum = (of: (offset: PatternPoint) => number) =>
    offsets.reduce((total, offset) => total + of(offset), 0);
  const uu = sum(({ u }) => u * u);
  const uv = sum(({ u, v }) => u * v);
  const vv = sum(({ v }) => v * v);
  const determinant = uu * vv - uv * uv;
  const shareU = (vv * directionU - uv * directionV) / determinant;
  const shareV = (uu * directionV - uv * directionU) / determinant;
  return offsets.map(({ u, v }) => u * shareU + v * shareV);
}

function linkedTo({ stretchLinks, shearLinks }: ShirtMesh, particle: number): number[] {
  const found: number[] = [];
  for (const links of [stretchLinks, shearLinks]) {
    for (let end = 0; end < links.length; end++) {
      // The two ends of a link are neighbours in the list: 0 and 1, 2 and 3, …
      if (links[end] === particle) found.push(links[end ^ 1]!);
    }
  }
  return found;
}

function addScaled(sum: Point, x: number, y: number, z: number, share: number): void {
  sum.x += share * x;
  sum.y += share * y;
  sum.z += share * z;
}

function unitCross(a: Point, b: Point): Point {
  const x = a.y * b.z - a.z * b.y;
  const y = a.z * b.x - a.x * b.z;
  const z = a.x * b.y - a.y * b.x;
  const length = Math.hypot(x, y, z) || 1;
  return { x: x / length, y: y / length, z: z / length };
}
