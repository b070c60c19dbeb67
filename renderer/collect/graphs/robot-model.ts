import { Box3, Mesh, Vector3 } from 'three';
import type { URDFJoint, URDFLink, URDFRobot } from 'urdf-loader';
import type { RobotModelView } from '../../../core/contract/robot-model.ts';
import type { Snapshot } from '../../../core/contract/snapshot.ts';
import { AppError } from '../../../core/errors.ts';
import type { Body, Values } from './pose-scene.ts';

/** What turns is sensed in radians, what slides in metres; URDF knows nothing else. */
const UNITS: Readonly<Record<string, string>> = { revolute: 'rad', continuous: 'rad', prismatic: 'm' };

/** The robot as its URDF describes it, with its joints where the robot's are. */
export class RobotModel implements Body {
  readonly object: URDFRobot;
  readonly reachM: number;
  readonly #gripper: URDFLink;
  readonly #moved: { joint: URDFJoint; index: number }[];

  /**
   * @param state the values that move it, in the order in which they come
   * @throws AppError `invalid-input` where profile and URDF do not fit each other
   */
  constructor(
    robot: URDFRobot,
    { joints, gripperLink }: Pick<RobotModelView, 'joints' | 'gripperLink'>,
    state: Snapshot['robot']['state'],
  ) {
    this.object = robot;
    this.#gripper = expectIn(robot.links, gripperLink, 'link');
    const pairs: [string, string][] =
      joints === null
        ? state.flatMap(({ name }) => (name in robot.joints ? [[name, name]] : []))
        : Object.entries(joints);
    if (pairs.length === 0) {
      const message =
        'no joint bears the name of a state value: say under "joints" which value moves which joint';
      throw new AppError('invalid-input', message);
    }
    this.#moved = pairs.map(([jointName, stateName]) => {
      const joint = expectIn(robot.joints, jointName, 'joint');
      const index = state.findIndex(({ name }) => name === stateName);
      const unit = UNITS[joint.jointType];
      if (unit === undefined || state[index]?.unit !== unit) {
        const expected = unit === undefined ? 'a joint that turns or slides' : `a state value in ${unit}`;
        const message = `joint "${jointName}" is ${joint.jointType}: expected ${expected} for "${stateName}"`;
        throw new AppError('invalid-input', message);
      }
      // It shows where the robot is, wherever it should be.
      joint.ignoreLimits = true;
      return { joint, index };
    });
    const { min, max } = new Box3().setFromObject(robot);
    this.reachM = Math.max(
      0.1,
      ...[min, max]
        .flatMap(({ x, y, z }) => [x, y, z])
        .map(Math.abs)
        .filter(Number.isFinite),
    );
  }

  follow(values: Values): Vector3 | null {
    for (const { joint, index } of this.#moved) joint.setJointValue(values[index] ?? null);
    if (this.#moved.some(({ index }) => values[index] == null)) return null;
    return this.#gripper.getWorldPosition(new Vector3());
  }

  dispose(): void {
    this.object.traverse((part) => {
      if (!(part instanceof Mesh)) return;
      part.geometry.dispose();
      for (const material of [part.material].flat()) material.dispose();
    });
  }
}

function expectIn<T>(parts: Readonly<Record<string, T>>, name: string, kind: string): T {
  const part = parts[name];
  if (part !== undefined) return part;
  const message = `expected one of the ${kind}s ${Object.keys(parts).join(', ')}, found "${name}"`;
  throw new AppError('invalid-input', message);
}
