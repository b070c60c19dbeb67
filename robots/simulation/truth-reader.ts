import type { ShirtMesh } from './cloth/shirt-mesh.ts';
import { collarTangent } from './cloth/shirt-pattern.ts';
import { coverAbove } from './cloth/start-state.ts';
import type { CollarPoint, Point, Truth } from './truth.ts';
import type { World } from './world.ts';

/** Fabric this far from the neck's edge is reported: near enough to count, far enough to gather a bunch. */
const MIN_COLLAR_DISTANCE_M = 0.012;
const MAX_COLLAR_DISTANCE_M = 0.036;
const PINCH_RADIUS_M = 0.03;

/** Reads the truth out of a world; finds out once which particles lie around the collar. */
export class TruthReader {
  readonly #world: World;
  readonly #collar: readonly CollarParticle[];

  constructor(world: World) {
    this.#world = world;
    this.#collar = collarParticles(world.cloth.mesh);
  }

  read(): Truth {
    const { seed, arrangement, gripper, grasp, isSuccess } = this.#world;
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
        loadN: grasp.loadN,
        capacityN: grasp.capacityN(),
      },
      shirt: {
        centreM: this.#centre(),
        lowestM: this.#world.lowestM(),
        heightUnderGripperM: this.#heightAround(gripper.x.position, gripper.y.position),
      },
      collarPoints: this.#collar.map((particle) => this.#collarPoint(particle)),
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

  #heightAround(x: number, y: number): number {
    let height = 0;
    this.#forEachWithin(x, y, (k) => {
      height = Math.max(height, this.#world.cloth.position[3 * k + 2]!);
    });
    return height;
  }

  #collarPoint({ particle, neighbours, tangentShares }: CollarParticle): CollarPoint {
    const { position } = this.#world.cloth;
    const positionM = this.#pointOf(particle);
    let tangentX = 0;
    let tangentY = 0;
    const normal = { x: 0, y: 0, z: 0 };
    neighbours.forEach((a, n) => {
      const b = neighbours[(n + 1) % neighbours.length]!;
      const [ax, ay, az] = this.#offset(a, positionM);
      const [bx, by, bz] = this.#offset(b, positionM);
      tangentX += tangentShares[n]! * ax;
      tangentY += tangentShares[n]! * ay;
      normal.x += ay * bz - az * by;
      normal.y += az * bx - ax * bz;
      normal.z += ax * by - ay * bx;
    });
    const length = Math.hypot(normal.x, normal.y, normal.z) || 1;
    let supportCount = 0;
    this.#forEachWithin(position[3 * particle]!, position[3 * particle + 1]!, () => {
      supportCount++;
    });
    return {
      positionM,
      normal: { x: normal.x / length, y: normal.y / length, z: normal.z / length },
      tangentRad: Math.atan2(tangentY, tangentX),
      coverM: coverAbove(this.#world.cloth, particle),
      supportCount,
    };
  }

  #pointOf(particle: number): Point {
    const { position } = this.#world.cloth;
    return { x: position[3 * particle]!, y: position[3 * particle + 1]!, z: position[3 * particle + 2]! };
  }

  #offset(particle: number, from: Point): [number, number, number] {
    const { x, y, z } = this.#pointOf(particle);
    return [x - from.x, y - from.y, z - from.z];
  }

  #forEachWithin(x: number, y: number, visit: (particle: number) => void): void {
    const { position, mesh } = this.#world.cloth;
    for (let k = 0; k < mesh.count; k++) {
      const dx = position[3 * k]! - x;
      const dy = position[3 * k + 1]! - y;
      if (dx * dx + dy * dy < PINCH_RADIUS_M * PINCH_RADIUS_M) visit(k);
    }
  }
}

interface CollarParticle {
  particle: number;
  /** Counter-clockwise in the pattern. */
  neighbours: readonly number[];
  /** How far each neighbour lies along the collar's edge. */
  tangentShares: readonly number[];
}

function collarParticles(mesh: ShirtMesh): CollarParticle[] {
  const { uv, collarDistanceM } = mesh;
  const found: CollarParticle[] = [];
  for (let particle = 0; particle < mesh.count; particle++) {
    const distance = collarDistanceM[particle]!;
    if (distance < MIN_COLLAR_DISTANCE_M || distance > MAX_COLLAR_DISTANCE_M) continue;
    const u = uv[2 * particle]!;
    const v = uv[2 * particle + 1]!;
    const directionOf = (k: number) => Math.atan2(uv[2 * k + 1]! - v, uv[2 * k]! - u);
    const neighbours = linkedTo(mesh, particle).sort((a, b) => directionOf(a) - directionOf(b));
    const tangent = collarTangent(u, v);
    found.push({
      particle,
      neighbours,
      tangentShares: neighbours.map(
        (k) => Math.cos(tangent) * (uv[2 * k]! - u) + Math.sin(tangent) * (uv[2 * k + 1]! - v),
      ),
    });
  }
  return found;
}

function linkedTo(mesh: ShirtMesh, particle: number): number[] {
  const found: number[] = [];
  const { stretchLinks } = mesh;
  for (let link = 0; link < stretchLinks.length; link += 2) {
    if (stretchLinks[link] === particle) found.push(stretchLinks[link + 1]!);
    else if (stretchLinks[link + 1] === particle) found.push(stretchLinks[link]!);
  }
  return found;
}
