import type { RosMessage } from './bridge/bridge.ts';
import { shortTypeName } from './bridge/known-definitions.ts';
import { writeNumber } from './message-path.ts';

/** What a message needs to know beside its numbers. */
export interface MessageContext {
  /** Time of the command on the robot's clock, or `0n` for a receiver that takes 0 for now. */
  robotNs: bigint;
  frameId: string;
  /** Until the next command but one: a point of a trajectory must not be reached before it comes. */
  horizonNs: bigint;
  /** A time or duration as the bridge's messages spell it. */
  spell(ns: bigint): RosMessage;
}

/** One number of a command: where it stands in the message, by the profile's path. */
export type FilledField = readonly [path: string, value: number];

export interface MessageKind {
  /** The paths that a profile's `fields` may name. */
  fields: RegExp;
  /** Such a path, for the error message. */
  example: string;
  /** Whether the receiver judges the command by its stamp: then the robot's clock must be known. */
  isStamped: boolean;
  /** Whether each message is a new order: it is sent when it changes, not at every tick. */
  isGoal: boolean;
  message(fields: readonly FilledField[], context: MessageContext): RosMessage;
  /** Where the paths of `fields` hold, for one who hears the message; the message itself when absent. */
  partOf?(message: RosMessage): RosMessage;
}

const STREAMED = { isStamped: false, isGoal: false };
const STAMPED = { isStamped: true, isGoal: false };

/**
 * The command messages that Retrace can send, by ROS 1 name. Each is whole: a server that finds a field
 * missing fills in its own default, or drops the message in silence.
 */
const MESSAGE_KINDS: Readonly<Record<string, MessageKind>> = {
  'geometry_msgs/Twist': {
    ...STREAMED,
    fields: /^(linear|angular)\.[xyz]$/,
    example: 'linear.x',
    message: (fields) => filled(zeroTwist(), fields),
  },
  // MoveIt Servo and ros2_control discard a stamp that is old; one of the future drives on after the end.
  'geometry_msgs/TwistStamped': {
    ...STAMPED,
    fields: /^twist\.(linear|angular)\.[xyz]$/,
    example: 'twist.linear.x',
    message: (fields, context) => filled({ header: headerOf(context), twist: zeroTwist() }, fields),
  },
  'control_msgs/JointJog': {
    ...STAMPED,
    fields: jointsOf('velocities'),
    example: 'velocities[elbow]',
    message: (fields, context) => ({
      header: headerOf(context),
      joint_names: fields.map(jointOf),
      displacements: [],
      velocities: fields.map(numberOf),
      duration: 0,
    }),
    partOf: (message) => ({ ...message, name: message.joint_names }),
  },
  'sensor_msgs/JointState': {
    ...STAMPED,
    fields: jointsOf('position'),
    example: 'position[elbow]',
    message: (fields, context) => ({
      header: headerOf(context),
      name: fields.map(jointOf),
      position: fields.map(numberOf),
      velocity: [],
      effort: [],
    }),
  },
  // A stamp of 0 is "begin now" to joint_trajectory_controller, on its own clock.
  'trajectory_msgs/JointTrajectory': {
    ...STREAMED,
    fields: jointsOf('positions'),
    example: 'positions[elbow]',
    message: (fields, context) => ({
      header: headerOf({ ...context, robotNs: 0n }),
      joint_names: fields.map(jointOf),
      points: [
        {
          positions: fields.map(numberOf),
          velocities: [],
          accelerations: [],
          effort: [],
          time_from_start: context.spell(context.horizonNs),
        },
      ],
    }),
    partOf: ({ points, joint_names }) => ({
      ...(points as RosMessage[] | undefined)?.[0],
      name: joint_names,
    }),
  },
  'std_msgs/Float64MultiArray': {
    ...STREAMED,
    fields: /^data\[\d+\]$/,
    example: 'data[0]',
    message: (fields) => ({
      layout: { dim: [{ label: '', size: fields.length, stride: fields.length }], data_offset: 0 },
      data: [...fields].sort((a, b) => indexOf(a) - indexOf(b)).map(numberOf),
    }),
  },
  'std_msgs/Float64': numberMessage('data'),
  'std_msgs/Float32': numberMessage('data'),
  'control_msgs/GripperCommand': {
    ...STREAMED,
    fields: /^position$/,
    example: 'position',
    message: (fields) => filled({ position: 0, max_effort: 0 }, fields),
  },
  // ROS 1 actions are topics. With an empty id the action server makes its own.
  'control_msgs/GripperCommandActionGoal': {
    isStamped: true,
    isGoal: true,
    fields: /^goal\.command\.position$/,
    example: 'goal.command.position',
    message: (fields, context) =>
      filled(
        {
          header: headerOf(context),
          goal_id: { stamp: context.spell(context.robotNs), id: '' },
          goal: { command: { position: 0, max_effort: 0 } },
        },
        fields,
      ),
  },
};

export const KNOWN_COMMAND_TYPES: readonly string[] = Object.keys(MESSAGE_KINDS);

/** @param type in the spelling of ROS 1 or 2; undefined for what is no command that Retrace can send */
export function messageKind(type: string): MessageKind | undefined {
  return MESSAGE_KINDS[shortTypeName(type)];
}

function numberMessage(field: string): MessageKind {
  return {
    ...STREAMED,
    fields: new RegExp(`^${field}$`),
    example: field,
    message: (fields) => filled({}, fields),
  };
}

function jointsOf(array: string): RegExp {
  return new RegExp(`^${array}\\[[^\\]]+\\]$`);
}

function headerOf({ robotNs, frameId, spell }: MessageContext): RosMessage {
  return { stamp: spell(robotNs), frame_id: frameId };
}

function zeroTwist(): RosMessage {
  return { linear: { x: 0, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } };
}

function filled(message: RosMessage, fields: readonly FilledField[]): RosMessage {
  for (const [path, value] of fields) writeNumber(message, path, value);
  return message;
}

/** What stands in the brackets of `velocities[elbow]`. */
function jointOf([path]: FilledField): string {
  return path.slice(path.indexOf('[') + 1, -1);
}

function indexOf(field: FilledField): number {
  return Number(jointOf(field));
}

function numberOf([, value]: FilledField): number {
  return value;
}
