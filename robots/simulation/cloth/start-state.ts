import type { Random } from '../random.ts';
import type { Arrangement, SceneRange } from '../scene-range.ts';
import type { Cloth } from './cloth.ts';
import type { ClothSolver } from './cloth-solver.ts';
import { surroundingsOfParticle } from './surroundings.ts';

const SUBSTEP_S = 1 / 900;
const SUBSTEPS_PER_SEARCH = 9;
/** A collar under more than this is hidden: nobody could aim at it. */
const COVER_M = 0.012;
const MAX_TRIES = 8;
/** Where the collar may lie, so that the gripper can reach around it. */
const COLLAR_REACH_M = { x: 0.2, y: 0.15 };

/**
 * Lays the shirt on the table in a random arrangement and lets it come to rest. Draws again, a few times at
 * most, while the collar is hidden under the shirt.
 */
export function arrange(solver: ClothSolver, random: Random, range: SceneRange): Arrangement {
  const arrangement = random.pick(range.arrangements);
  for (let tries = 1; ; tries++) {
    layFlat(solver.cloth, random, range.turnRad);
    if (arrangement === 'folded') foldOver(solver, random);
    else if (arrangement === 'crumpled') crumple(solver, random);
    else settle(solver, 0.3);
    moveIntoReach(solver.cloth, random, range.shiftM);
    if (tries === MAX_TRIES || isCollarVisible(solver.cloth)) return arrangement;
  }
}

function layFlat(cloth: Cloth, random: Random, turnRad: number): void {
  const { mesh, position, velocity, weight, restHeightM } = cloth;
  const yaw = random.uniform(-turnRad, turnRad);
  const cos = Math.cos(yaw);
  const sin = Math.sin(yaw);
  for (let k = 0; k < mesh.count; k++) {
    const u = mesh.uv[2 * k]!;
    const v = mesh.uv[2 * k + 1]!;
    position[3 * k] = cos * u - sin * v;
    position[3 * k + 1] = sin * u + cos * v;
    position[3 * k + 2] = restHeightM[k]!;
  }
  velocity.fill(0);
  weight.fill(1);
}

/** One side of a random line is turned over onto the other. */
function foldOver(solver: ClothSolver, random: Random): void {
  const { mesh, position } = solver.cloth;
  const angle = random.uniform(0, 2 * Math.PI);
  const normalX = Math.cos(angle);
  const normalY = Math.sin(angle);
  const offset = random.uniform(0.02, 0.09);
  for (let i = 0; i < 3 * mesh.count; i += 3) {
    const beyond = position[i]! * normalX + position[i + 1]! * normalY - offset;
    if (beyond <= 0) continue;
    position[i]! -= 2 * beyond * normalX;
    position[i + 1]! -= 2 * beyond * normalY;
    position[i + 2]! += Math.min(0.018, 0.006 + beyond);
  }
  settle(solver, 0.7);
}

/** Picked up at one or two random places, turned, and dropped. */
function crumple(solver: ClothSolver, random: Random): void {
  const { cloth } = solver;
  const drops = 1 + random.integer(2);
  for (let drop = 0; drop < drops; drop++) {
    const held = [random.integer(cloth.mesh.count), random.integer(cloth.mesh.count)];
    const lift = random.uniform(0.1, 0.24);
    const swayX = random.uniform(-0.12, 0.12);
    const swayY = random.uniform(-0.12, 0.12);
    const seconds = 0.55;
    const substeps = Math.round(seconds / SUBSTEP_S);
    for (const k of held) cloth.weight[k] = 0;
    for (let i = 0; i < substeps; i++) {
      if (i % SUBSTEPS_PER_SEARCH === 0) solver.findPairs();
      for (const k of held) {
        cloth.position[3 * k]! += swayX / substeps;
        cloth.position[3 * k + 1]! += swayY / substeps;
        cloth.position[3 * k + 2]! += lift / substeps;
        cloth.previous.set(cloth.position.subarray(3 * k, 3 * k + 3), 3 * k);
      }
      solver.substep(SUBSTEP_S);
    }
    for (const k of held) cloth.weight[k] = 1;
    settle(solver, 0.5);
  }
  settle(solver, 0.4);
}

function settle(solver: ClothSolver, seconds: number): void {
  const substeps = Math.round(seconds / SUBSTEP_S);
  for (let i = 0; i < substeps; i++) {
    if (i % SUBSTEPS_PER_SEARCH === 0) solver.findPairs();
    solver.substep(SUBSTEP_S);
  }
  solver.cloth.velocity.fill(0);
}

/** Shifts the whole shirt so that its collar lies at a random place the gripper can work at. */
function moveIntoReach(cloth: Cloth, random: Random, shiftM: SceneRange['shiftM']): void {
  const { mesh, position } = cloth;
  let centreX = 0;
  let centreY = 0;
  let collarX = 0;
  let collarY = 0;
  let collarCount = 0;
  for (let k = 0; k < mesh.count; k++) {
    centreX += position[3 * k]! / mesh.count;
    centreY += position[3 * k + 1]! / mesh.count;
    if (mesh.collarDistanceM[k]! > 0.01) continue;
    collarX += position[3 * k]!;
    collarY += position[3 * k + 1]!;
    collarCount++;
  }
  collarX = collarX / collarCount - centreX;
  collarY = collarY / collarCount - centreY;
  const toX = clamp(random.uniform(-shiftM.x, shiftM.x) + collarX, COLLAR_REACH_M.x) - collarX;
  const toY = clamp(random.uniform(-shiftM.y, shiftM.y) + collarY, COLLAR_REACH_M.y) - collarY;
  for (let i = 0; i < 3 * mesh.count; i += 3) {
    position[i]! += toX - centreX;
    position[i + 1]! += toY - centreY;
  }
}

function isCollarVisible(cloth: Cloth): boolean {
  const { mesh } = cloth;
  let visible = 0;
  let total = 0;
  for (let k = 0; k < mesh.count; k++) {
    if (mesh.collarDistanceM[k]! > 0.01) continue;
    total++;
    if (surroundingsOfParticle(cloth, k).coverM < COVER_M) visible++;
  }
  return visible >= 0.6 * total;
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
