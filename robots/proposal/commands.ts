import { shortTypeName } from '../bridge/known-definitions.ts';
import { messageKind } from '../message-kinds.ts';
import type { INPUT_AXES, RobotProfile } from '../profile.ts';
import { identifier } from './names.ts';
import { poseStateName, type SurveyedJoint } from './streams.ts';
import type { SurveyedTopic } from './survey.ts';

type Action = RobotProfile['action'][number];
type Command = RobotProfile['commands'][number];
type Axis = Exclude<(typeof INPUT_AXES)[number], 'gripper'>;

export interface ProposedCommands {
  action: Action[];
  commands: Command[];
  onSilence: RobotProfile['onSilence'];
  notes: string[];
}

/** What moves the robot, best first: the hand's own way before one joint after the other. */
const MOTION_TYPES = [
  'geometry_msgs/TwistStamped',
  'geometry_msgs/Twist',
  'control_msgs/JointJog',
  'trajectory_msgs/JointTrajectory',
  'std_msgs/Float64MultiArray',
  'sensor_msgs/JointState',
];
const GRIPPER_TYPES = [
  'control_msgs/GripperCommandActionGoal',
  'control_msgs/GripperCommand',
  'std_msgs/Float64',
  'std_msgs/Float32',
  'std_msgs/Float64MultiArray',
  'trajectory_msgs/JointTrajectory',
];
const GRIPPER_NAME = /grip|finger|hand|width|knuckle|jaw/i;
const BASE_NAME = /cmd_vel|base|wheel/i;
const TRAJECTORY_HOLDS_WITHIN_MS = 100;

/** Slow enough to look at: a walking pace is 1.4 m/s. */
const SAFE_LIMITS = {
  m: { speed: 0.05, acceleration: 0.25, jerk: 2.5 },
  rad: { speed: 0.2, acceleration: 1, jerk: 10 },
};
const GRIPPER_LIMITS = {
  m: { speed: 0.1, acceleration: 1, jerk: 20 },
  rad: { speed: 1, acceleration: 10, jerk: 200 },
};
/** To either side of where the robot is now. */
const SAFE_REACH = { m: 0.1, rad: 0.5 };
/** Of a gripper that says 0 now: closed, or a kind whose open is 0. */
const GRIPPER_OPEN = { m: 0.04, rad: 0.8 };

/** How the hand's axes go by REP 103: x ahead, y to the left, z up, and turning about z. */
const TWIST_AXES: {
  field: string;
  axis: Axis;
  direction: 1 | -1;
  unit: 'm' | 'rad';
  part?: 'x' | 'y' | 'z';
}[] = [
  { field: 'linear.x', axis: 'away', direction: 1, unit: 'm', part: 'x' },
  { field: 'linear.y', axis: 'right', direction: -1, unit: 'm', part: 'y' },
  { field: 'linear.z', axis: 'up', direction: 1, unit: 'm', part: 'z' },
  { field: 'angular.z', axis: 'yaw', direction: 1, unit: 'rad' },
];
/** Joints from the base on; those beyond share the last. */
const JOINT_AXES: Axis[] = ['yaw', 'away', 'up', 'pitch', 'right', 'roll'];

/**
 * The most plausible place for commands, and one for a gripper: topics of a kind that Retrace can send, to
 * which nobody else publishes. Null where there is none.
 */
export function proposeCommands(
  topics: readonly SurveyedTopic[],
  joints: readonly SurveyedJoint[],
): ProposedCommands | null {
  const free = topics.filter(
    ({ type, sample, hasPublisher }) =>
      messageKind(type) !== undefined && sample === null && hasPublisher !== true,
  );
  const gripperJoint = joints.find(({ name }) => GRIPPER_NAME.test(name));
  const grippers = byType(free, GRIPPER_TYPES).filter(({ name }) => GRIPPER_NAME.test(name));
  const gripperTopic = gripperJoint === undefined ? undefined : grippers[0];
  const motionTopics = byType(free, MOTION_TYPES).filter((topic) => !grippers.includes(topic));
  const motionTopic = motionTopics[0];
  if (motionTopic === undefined) return null;
  const armJoints = joints.filter(({ name }) => !GRIPPER_NAME.test(name));
  const motion = proposeMotion(motionTopic, topics, armJoints);
  if (motion.action.length === 0) return null;
  if (gripperTopic !== undefined) {
    const gripper = proposeGripper(gripperTopic, gripperJoint!);
    motion.action.push(gripper.action);
    motion.commands.push(gripper.command);
    motion.notes.push(gripper.note);
  } else if (gripperJoint !== undefined) {
    motion.notes.push(`No topic commands the gripper (${gripperJoint.name}), so it stays as it is.`);
  }
  const others = [...motionTopics, ...grippers].filter(
    (topic) => topic !== motionTopic && topic !== gripperTopic,
  );
  if (others.length > 0) {
    const list = others.map(({ name, type }) => `${name} (${type})`).join(', ');
    motion.notes.push(`These take commands too and are left out: ${list}.`);
  }
  return motion;
}

function byType(topics: readonly SurveyedTopic[], types: readonly string[]): SurveyedTopic[] {
  const rank = ({ type }: SurveyedTopic): number => types.indexOf(shortTypeName(type));
  return topics.filter((topic) => rank(topic) >= 0).sort((a, b) => rank(a) - rank(b));
}

function proposeMotion(
  topic: SurveyedTopic,
  topics: readonly SurveyedTopic[],
  joints: readonly SurveyedJoint[],
): ProposedCommands {
  switch (shortTypeName(topic.type)) {
    case 'geometry_msgs/TwistStamped':
      return proposeTwist(topic, topics, 'twist.');
    case 'geometry_msgs/Twist':
      return proposeTwist(topic, topics, '');
    case 'control_msgs/JointJog':
      return proposeJoints(topic, joints, 'velocity', ({ name }) => `velocities[${name}]`);
    case 'trajectory_msgs/JointTrajectory':
      return proposeJoints(topic, joints, 'position', ({ name }) => `positions[${name}]`);
    case 'sensor_msgs/JointState':
      return proposeJoints(topic, joints, 'position', ({ name }) => `position[${name}]`);
    default:
      return proposeJoints(
        topic,
        joints,
        /vel/i.test(topic.name) ? 'velocity' : 'position',
        (_, i) => `data[${i}]`,
      );
  }
}

function proposeTwist(
  topic: SurveyedTopic,
  topics: readonly SurveyedTopic[],
  prefix: string,
): ProposedCommands {
  const isBase = BASE_NAME.test(topic.name);
  const pose = isBase
    ? undefined
    : topics.find(
        ({ type, sample }) => shortTypeName(type) === 'geometry_msgs/PoseStamped' && sample !== null,
      );
  const axes = TWIST_AXES.filter(({ field }) => !isBase || field === 'linear.x' || field === 'angular.z');
  const frameId = isBase ? 'base_link' : (frameOf(pose) ?? 'base_link');
  const action = axes.map(({ field, axis, direction, unit, part }): Action => {
    const at = part === undefined ? undefined : positionOf(pose, part);
    return {
      kind: 'velocity',
      name: `twist.${field}`,
      unit: `${unit}/s`,
      axis,
      direction,
      limits: SAFE_LIMITS[unit],
      ...(at === undefined ? {} : { workspace: around(poseStateName(pose!.name, part!), at, SAFE_REACH.m) }),
    };
  });
  return {
    action,
    commands: [
      {
        topic: topic.name,
        type: topic.type,
        ...(prefix === '' ? {} : { frameId }),
        fields: Object.fromEntries(axes.map(({ field }) => [`${prefix}${field}`, `twist.${field}`])),
      },
    ],
    onSilence: { stoppedBy: 'nobody' },
    notes: [
      `${topic.name} drives the robot: x ahead, y to the left, z up (REP 103)${
        prefix === '' ? '' : `, in the frame ${frameId}`
      }. Try each axis slowly; "axis" and "direction" set it right.`,
      ...(pose === undefined
        ? ['No pose of the hand came, so no workspace limits where it goes.']
        : [`The workspace is ${SAFE_REACH.m} m to either side of where the hand is now.`]),
      'MoveIt Servo that takes unitless commands wants a "scale" of 1 / its own greatest speed.',
      SAY_WHO_STOPS,
    ],
  };
}

const SAY_WHO_STOPS =
  'Nobody is said to stop the robot when commands cease, so Retrace will not drive it: find the controller’s timeout and name it under "onSilence".';

function proposeJoints(
  topic: SurveyedTopic,
  joints: readonly SurveyedJoint[],
  kind: 'velocity' | 'position',
  fieldOf: (joint: SurveyedJoint, index: number) => string,
): ProposedCommands {
  const nameOf = ({ name }: SurveyedJoint): string => `${identifier(name)}.target`;
  const action = joints.map(
    (joint, i): Action => ({
      kind,
      name: nameOf(joint),
      unit: kind === 'velocity' ? `${joint.unit}/s` : joint.unit,
      axis: JOINT_AXES[Math.min(i, JOINT_AXES.length - 1)]!,
      direction: 1,
      limits: SAFE_LIMITS[joint.unit],
      workspace: around(joint.state, joint.position, SAFE_REACH[joint.unit]),
    }),
  );
  const isTrajectory = shortTypeName(topic.type) === 'trajectory_msgs/JointTrajectory';
  const isArray = shortTypeName(topic.type) === 'std_msgs/Float64MultiArray';
  return {
    action,
    commands: [
      {
        topic: topic.name,
        type: topic.type,
        fields: Object.fromEntries(joints.map((joint, i) => [fieldOf(joint, i), nameOf(joint)])),
      },
    ],
    onSilence: isTrajectory
      ? { stoppedBy: 'controller', withinMs: TRAJECTORY_HOLDS_WITHIN_MS }
      : { stoppedBy: 'nobody' },
    notes: [
      `${topic.name} drives ${joints.length} joints, each ${SAFE_REACH.rad} rad or ${SAFE_REACH.m} m to either side of where it is now.`,
      ...(isArray
        ? [
            `The array’s order is taken from the joint states, and its numbers for ${kind === 'velocity' ? 'velocities' : 'positions'}. Check both in the controller’s configuration.`,
          ]
        : []),
      isTrajectory ? 'A trajectory controller ends at its last point and holds there.' : SAY_WHO_STOPS,
    ],
  };
}

function proposeGripper(
  topic: SurveyedTopic,
  joint: SurveyedJoint,
): { action: Action; command: Command; note: string } {
  const { unit, state, position } = joint;
  const name = 'gripper.target';
  const { isGoal } = messageKind(topic.type)!;
  const isOpenNow = Math.abs(position) > GRIPPER_OPEN[unit] / 8;
  const open = isOpenNow ? rounded(position) : GRIPPER_OPEN[unit];
  return {
    action: {
      kind: 'gripper',
      name,
      unit,
      axis: 'gripper',
      open,
      closed: 0,
      ...(isGoal ? {} : { limits: GRIPPER_LIMITS[unit] }),
      state,
    },
    command: { topic: topic.name, type: topic.type, fields: { [gripperField(topic.type, joint)]: name } },
    note: `${topic.name} drives the gripper (${joint.name}) between ${open} ${unit}, ${
      isOpenNow ? 'where it is now, taken for open' : 'a guess for open'
    }, and 0 ${unit} for closed.`,
  };
}

function gripperField(type: string, { name }: SurveyedJoint): string {
  switch (shortTypeName(type)) {
    case 'trajectory_msgs/JointTrajectory':
      return `positions[${name}]`;
    default:
      return messageKind(type)!.example;
  }
}

function around(state: string, at: number, reach: number): { state: string; min: number; max: number } {
  return { state, min: rounded(at - reach), max: rounded(at + reach) };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function frameOf(topic: SurveyedTopic | undefined): string | undefined {
  const frame = (topic?.sample?.header as { frame_id?: unknown } | undefined)?.frame_id;
  return typeof frame === 'string' && frame !== '' ? frame : undefined;
}

function positionOf(topic: SurveyedTopic | undefined, part: 'x' | 'y' | 'z'): number | undefined {
  const pose = topic?.sample?.pose as { position?: Record<string, unknown> } | undefined;
  const value = pose?.position?.[part];
  return typeof value === 'number' ? value : undefined;
}
