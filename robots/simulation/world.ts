import { createHash } from 'node:crypto';
import { type Cloth, createCloth } from './cloth/cloth.ts';
import { ClothSolver } from './cloth/cloth-solver.ts';
import { buildShirtMesh } from './cloth/shirt-mesh.ts';
import { arrange } from './cloth/start-state.ts';
import { Random } from './random.ts';
import { FINGER, FingerContact, type FingerPose } from './robot/finger-contact.ts';
import { type Force, ForceMeter } from './robot/force-meter.ts';
import { Grasp } from './robot/grasp.ts';
import { Gripper } from './robot/gripper.ts';
import { type Arrangement, EVERY_SCENE, type SceneRange } from './scene-range.ts';

/** Steps a second: joint states (100 Hz) and camera frames (30 Hz) both fall on whole steps. */
export const STEP_RATE_HZ = 300;
const SUBSTEPS = 3;
const STEPS_PER_SEARCH = 3;
const STEP_S = 1 / STEP_RATE_HZ;
const SUBSTEP_S = STEP_S / SUBSTEPS;

/** The robot's own watchdog: a twist counts no longer than this. */
const TWIST_TIMEOUT_STEPS = Math.round(0.2 * STEP_RATE_HZ);

/** Held within this distance of the neck, the shirt counts as held at the collar. */
export const NEAR_COLLAR_M = 0.09;
const CLEAR_OF_TABLE_M = 0.015;
const SUCCESS_STEPS = Math.round(0.5 * STEP_RATE_HZ);

/** A shirt at rest is not simulated until the gripper comes near. */
const REST_SPEED_MPS = 0.012;
const REST_STEPS = Math.round(0.25 * STEP_RATE_HZ);

/** The simulated robot, table and shirt. Time is the number of steps; nothing here knows a clock. */
export class World {
  readonly cloth: Cloth;
  readonly gripper = new Gripper();
  readonly grasp: Grasp;
  arrangement: Arrangement = 'flat';
  seed = 0;
  /** Changes whenever the shirt may have moved. */
  clothVersion = 0;
  /** Made so far; resets do not start it anew. */
  steps = 0;
  readonly #scenes: SceneRange;
  readonly #solver: ClothSolver;
  readonly #fingers: FingerContact;
  readonly #meter = new ForceMeter();
  readonly #from: FingerPose = { x: 0, y: 0, z: 0, yaw: 0, width: 0 };
  readonly #to: FingerPose = { x: 0, y: 0, z: 0, yaw: 0, width: 0 };
  readonly #substepFrom: FingerPose = { x: 0, y: 0, z: 0, yaw: 0, width: 0 };
  readonly #substepTo: FingerPose = { x: 0, y: 0, z: 0, yaw: 0, width: 0 };
  /** Searches for contacts count from the reset, so that equal scenes run equally. */
  #stepsOfScene = 0;
  #twistAge = 0;
  #restSteps = 0;
  #clearSteps = 0;

  constructor(seed: number, scenes = EVERY_SCENE) {
    this.#scenes = scenes;
    this.cloth = createCloth(buildShirtMesh());
    this.#solver = new ClothSolver(this.cloth);
    this.#fingers = new FingerContact(this.cloth);
    this.grasp = new Grasp(this.cloth);
    this.reset(seed);
  }

  /** A new scene; the gripper is home and open. */
  reset(seed: number): void {
    this.seed = seed;
    this.grasp.release();
    this.#meter.reset();
    this.gripper.goHome();
    this.arrangement = arrange(this.#solver, new Random(seed), this.#scenes);
    this.readPose(this.#to);
    this.#stepsOfScene = 0;
    this.#twistAge = 0;
    this.#restSteps = 0;
    this.#clearSteps = 0;
    this.clothVersion++;
  }

  /** Of how the scene looks, which nothing but cameras see. */
  get lookSeed(): number {
    return this.#scenes.lookSeed ?? this.seed;
  }

  setTwist(x: number, y: number, z: number, yaw: number): void {
    this.gripper.setTwist(x, y, z, yaw);
    this.#twistAge = 0;
  }

  setWidth(widthM: number): void {
    this.gripper.setWidth(widthM);
  }

  get isSuccess(): boolean {
    return this.#clearSteps >= SUCCESS_STEPS;
  }

  /** Load on the grasp. */
  get loadN(): number {
    return this.isHolding ? this.#meter.magnitudeN : 0;
  }

  get isHolding(): boolean {
    return this.grasp.particles.length > 0;
  }

  /** What fabric and table put on the fingers, in the table's frame. */
  fingerForceN(): Force {
    const { x, y, z } = this.#meter.forceN;
    return { x, y, z: z + this.gripper.pressN };
  }

  /** A step of 1 / {@link STEP_RATE_HZ} s. */
  step(): void {
    if (++this.#twistAge > TWIST_TIMEOUT_STEPS) this.gripper.setTwist(0, 0, 0, 0);
    this.readPose(this.#from);
    this.gripper.step(STEP_S, this.grasp.jawStopM(this.#from));
    this.readPose(this.#to);
    if (this.#isClothMoving()) this.#moveCloth();
    this.#judge();
    this.steps++;
    this.#stepsOfScene++;
  }

  /** Of everything that moves, bit for bit: equal seeds and commands give equal hashes. */
  hash(): string {
    const { x, y, z, yaw, width } = this.gripper;
    const hash = createHash('sha256');
    hash.update(this.cloth.position).update(this.cloth.velocity).update(this.cloth.weight);
    hash.update(Float64Array.of(...[x, y, z, yaw, width].flatMap((axis) => [axis.position, axis.velocity])));
    return hash.digest('hex');
  }

  #moveCloth(): void {
    if (this.#stepsOfScene % STEPS_PER_SEARCH === 0) {
      this.#solver.findPairs();
      this.#fingers.findNear(this.#to);
    }
    this.grasp.update(this.#to, this.gripper.widthCommandM < this.#to.width);
    copyPose(this.#from, this.#substepFrom);
    for (let substep = 1; substep <= SUBSTEPS; substep++) {
      interpolatePose(this.#from, this.#to, substep / SUBSTEPS, this.#substepTo);
      this.grasp.carry(this.#substepTo);
      this.#solver.substep(SUBSTEP_S, this.#contact);
      copyPose(this.#substepTo, this.#substepFrom);
    }
    this.#meter.filter(STEP_S, SUBSTEPS);
    this.grasp.slip(this.#meter.magnitudeN, STEP_S);
    this.clothVersion++;
  }

  readonly #contact = (): void => {
    this.grasp.putBack(this.#substepTo, SUBSTEP_S, this.#meter);
    this.#fingers.solve(this.#substepFrom, this.#substepTo, SUBSTEP_S, this.#meter);
  };

  #isClothMoving(): boolean {
    if (this.isHolding || this.#isGripperNear()) {
      this.#restSteps = 0;
      return true;
    }
    if (this.#restSteps >= REST_STEPS) return false;
    if (this.#solver.maxSpeedMps() > REST_SPEED_MPS) this.#restSteps = 0;
    else this.#restSteps++;
    if (this.#restSteps === REST_STEPS) {
      this.cloth.velocity.fill(0);
      this.#meter.reset();
    }
    return true;
  }

  #isGripperNear(): boolean {
    const { position } = this.cloth;
    const { x, y, z } = this.#to;
    const reach = this.#to.width / 2 + FINGER.thicknessM + FINGER.widthM / 2 + 0.01;
    for (let i = 0; i < position.length; i += 3) {
      if (position[i + 2]! + 0.01 < z) continue;
      if (Math.abs(position[i]! - x) < reach && Math.abs(position[i + 1]! - y) < reach) return true;
    }
    return false;
  }

  /** Held near the collar and off the table, for half a second on end. */
  #judge(): void {
    const isHeldClear = this.heldNearCollar() > 0 && this.lowestM() > CLEAR_OF_TABLE_M;
    this.#clearSteps = isHeldClear ? this.#clearSteps + 1 : 0;
  }

  /** Held particles that are near enough to the neck to count. */
  heldNearCollar(): number {
    const { collarDistanceM } = this.cloth.mesh;
    let count = 0;
    for (const k of this.grasp.particles) if (collarDistanceM[k]! <= NEAR_COLLAR_M) count++;
    return count;
  }

  /** Height of the shirt's lowest point. */
  lowestM(): number {
    const { position } = this.cloth;
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 2; i < position.length; i += 3) lowest = Math.min(lowest, position[i]!);
    return lowest;
  }

  /** Where the fingers are now, written into `pose`. */
  readPose(pose: FingerPose): void {
    pose.x = this.gripper.x.position;
    pose.y = this.gripper.y.position;
    pose.z = this.gripper.z.position;
    pose.yaw = this.gripper.yaw.position;
    pose.width = this.gripper.width.position;
  }
}

function copyPose(from: FingerPose, to: FingerPose): void {
  interpolatePose(from, from, 0, to);
}

function interpolatePose(from: FingerPose, to: FingerPose, share: number, out: FingerPose): void {
  out.x = from.x + (to.x - from.x) * share;
  out.y = from.y + (to.y - from.y) * share;
  out.z = from.z + (to.z - from.z) * share;
  out.yaw = from.yaw + (to.yaw - from.yaw) * share;
  out.width = from.width + (to.width - from.width) * share;
}
