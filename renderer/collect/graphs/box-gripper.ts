import { BoxGeometry, Group, Mesh, MeshLambertMaterial } from 'three';
import type { Body, Values } from './pose-scene.ts';

/** Metres and radians; x right, y away, z up, as the operator sees it. */
export interface Pose {
  x: number;
  y: number;
  z: number;
  yawRad: number;
  /** Between the fingers. */
  widthM: number;
}

const FINGER_M = { x: 0.015, y: 0.03, z: 0.06 };

/** A gripper of three boxes, for robots whose profile names positions but no model. */
export class BoxGripper implements Body {
  readonly object = new Group();
  readonly reachM = 0.3;
  readonly #poseOf: (values: Values) => Pose | null;
  readonly #material = new MeshLambertMaterial({ color: '#c9d0d9' });
  readonly #finger = new BoxGeometry(FINGER_M.x, FINGER_M.y, FINGER_M.z);
  readonly #palm = new BoxGeometry(0.12, FINGER_M.y, FINGER_M.x);
  readonly #fingers = [
    new Mesh(this.#finger, this.#material),
    new Mesh(this.#finger, this.#material),
  ] as const;

  constructor(poseOf: (values: Values) => Pose | null) {
    this.#poseOf = poseOf;
    const palm = new Mesh(this.#palm, this.#material);
    palm.position.z = FINGER_M.z;
    this.object.add(...this.#fingers, palm);
  }

  follow(values: Values): Pose | null {
    const pose = this.#poseOf(values);
    if (pose === null) return null;
    this.object.position.set(pose.x, pose.y, pose.z + FINGER_M.z / 2);
    this.object.rotation.z = pose.yawRad;
    const [left, right] = this.#fingers;
    left.position.x = -(pose.widthM + FINGER_M.x) / 2;
    right.position.x = (pose.widthM + FINGER_M.x) / 2;
    return pose;
  }

  dispose(): void {
    this.#finger.dispose();
    this.#palm.dispose();
    this.#material.dispose();
  }
}
