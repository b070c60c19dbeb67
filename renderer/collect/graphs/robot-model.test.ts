import { BoxGeometry, Mesh } from 'three';
import { URDFJoint, URDFLink, URDFRobot } from 'urdf-loader/src/URDFClasses.js';
import { describe, expect, it } from 'vitest';
import { RobotModel } from './robot-model.ts';

const STATE = [
  { name: 'lift', unit: 'm' },
  { name: 'shoulder', unit: 'rad' },
  { name: 'elbow', unit: 'rad' },
  { name: 'load', unit: 'N' },
];
const FOREARM_M = 0.4;

/** A lift, and on it an arm of two links that turn about z; the hand is at the second one's end. */
function arm(): URDFRobot {
  const robot = new URDFRobot();
  robot.joints = {};
  const add = (name: string, jointType: URDFJoint['jointType'], parent: URDFRobot | URDFLink): URDFLink => {
    const joint = new URDFJoint();
    joint.jointType = jointType;
    joint.axis.set(0, 0, 1);
    const link = new URDFLink();
    joint.add(link);
    parent.add(joint);
    robot.joints[name] = joint;
    return link;
  };
  const upper = add('shoulder', 'revolute', add('lift', 'prismatic', robot));
  const fore = add('elbow', 'continuous', upper);
  robot.joints.elbow!.position.x = 0.5;
  const hand = add('mount', 'fixed', fore);
  robot.joints.mount!.position.x = FOREARM_M;
  hand.add(new Mesh(new BoxGeometry(0.2, 0.2, 0.2)));
  robot.links = { hand };
  return robot;
}

const modelOf = (joints: Record<string, string> | null, gripperLink = 'hand') =>
  new RobotModel(arm(), { joints, gripperLink }, STATE);

describe('a robot’s model', () => {
  it('stands as the values say, beyond its limits too', () => {
    const model = modelOf(null);
    expect(model.follow([0, 0, 0, 0])!.toArray()).toEqual([0.9, 0, 0]);
    const at = model.follow([0.25, Math.PI / 2, -Math.PI / 2, 7])!;
    expect(at.x).toBeCloseTo(FOREARM_M);
    expect(at.y).toBeCloseTo(0.5);
    expect(at.z).toBeCloseTo(0.25);
  });

  it('reaches as far as it is built', () => {
    expect(modelOf(null).reachM).toBeCloseTo(1);
  });

  it('moves the joints that the profile maps', () => {
    const at = modelOf({ shoulder: 'elbow' }).follow([1, 1, Math.PI, 1])!;
    expect(at.x).toBeCloseTo(-0.9);
    expect(at.z).toBe(0);
  });

  it('is nowhere while a value is missing', () => {
    expect(modelOf(null).follow([0, null, 0, 0])).toBeNull();
  });

  it.each<[Record<string, string> | null, string, string]>([
    [{ wrist: 'elbow' }, 'hand', 'expected one of the joints lift, shoulder, elbow, mount, found "wrist"'],
    [null, 'tool', 'expected one of the links hand, found "tool"'],
    [{ lift: 'elbow' }, 'hand', 'joint "lift" is prismatic: expected a state value in m for "elbow"'],
    [{ mount: 'elbow' }, 'hand', 'joint "mount" is fixed: expected a joint that turns or slides'],
    [{}, 'hand', 'no joint bears the name of a state value'],
  ])('refuses %j with "%s"', (joints, gripperLink, message) => {
    expect(() => modelOf(joints, gripperLink)).toThrow(message);
  });
});
