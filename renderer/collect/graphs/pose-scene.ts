import { BoxGeometry, Group, Mesh, MeshLambertMaterial } from 'three';
import { SpaceView } from '../../shared/space-view.ts';

/** Metres and radians; x right, y away, z up, as the operator sees it. */
export interface Pose {
  x: number;
  y: number;
  z: number;
  yawRad: number;
  /** Between the fingers. */
  widthM: number;
}

const KEPT_MS = 30_000;
/** The floor's edge until the path leaves it. */
const FIRST_REACH_M = 0.3;
const FINGER_M = { x: 0.015, y: 0.03, z: 0.06 };

/** A gripper and its path of the last half minute, drawn when a new pose comes and not otherwise. */
export class PoseScene {
  readonly #space: SpaceView;
  readonly #material = new MeshLambertMaterial({ color: '#c9d0d9' });
  readonly #finger = new BoxGeometry(FINGER_M.x, FINGER_M.y, FINGER_M.z);
  readonly #palm = new BoxGeometry(0.12, FINGER_M.y, FINGER_M.x);
  readonly #gripper = new Group();
  readonly #fingers: readonly [Mesh, Mesh];
  #points: { pose: Pose; timeMs: number; color: string }[] = [];
  #reachM = 0;

  /**
   * @param floorColor as CSS
   * @returns null where the browser has no WebGL. The scene fills `holder`.
   */
  static open(holder: HTMLElement, floorColor: string): PoseScene | null {
    const space = SpaceView.open(holder, floorColor);
    return space === null ? null : new PoseScene(space);
  }

  private constructor(space: SpaceView) {
    this.#space = space;
    this.#fingers = [new Mesh(this.#finger, this.#material), new Mesh(this.#finger, this.#material)];
    const palm = new Mesh(this.#palm, this.#material);
    palm.position.z = FINGER_M.z;
    this.#gripper.add(...this.#fingers, palm);
    space.add(this.#gripper);
    this.#frame(FIRST_REACH_M);
  }

  /** @param color of the phase, as CSS */
  show(pose: Pose, timeMs: number, color: string): void {
    this.#points.push({ pose, timeMs, color });
    this.#points = this.#points.filter((point) => point.timeMs >= timeMs - KEPT_MS);
    const farM = Math.max(Math.abs(pose.x), Math.abs(pose.y), pose.z + FINGER_M.z);
    if (farM > this.#reachM) this.#frame(1.2 * farM);
    this.#gripper.position.set(pose.x, pose.y, pose.z + FINGER_M.z / 2);
    this.#gripper.rotation.z = pose.yawRad;
    const [left, right] = this.#fingers;
    left.position.x = -(pose.widthM + FINGER_M.x) / 2;
    right.position.x = (pose.widthM + FINGER_M.x) / 2;
    this.#space.setTrail(
      this.#points.flatMap(({ pose: { x, y, z } }) => [x, y, z]),
      this.#points.map((point) => point.color),
    );
  }

  dispose(): void {
    this.#finger.dispose();
    this.#palm.dispose();
    this.#material.dispose();
    this.#space.dispose();
  }

  /** From where the operator sits, a little above. */
  #frame(reachM: number): void {
    this.#reachM = reachM;
    this.#space.setFloor(2 * reachM, { x: 0, y: 0, z: 0 });
    this.#space.look(
      { x: 0.4 * reachM, y: -3.1 * reachM, z: 1.9 * reachM },
      { x: 0, y: 0, z: 0.45 * reachM },
    );
  }
}
