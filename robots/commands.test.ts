import { describe, expect, it } from 'vitest';
import { completeMessage } from './bridge/complete-message.ts';
import { knownDefinition } from './bridge/known-definitions.ts';
import { parseDefinition } from './bridge/message-definitions.ts';
import { commandMessage, fieldReader } from './commands.ts';
import { parseRobotProfile } from './parse-profile.ts';
import { writeStamp } from './ros-time.ts';

const NOW_NS = 12_000_000_034n;
const HEADER = { stamp: { secs: 12, nsecs: 34 }, frame_id: '' };

interface Command {
  type: string;
  frameId?: string;
  fields: Record<string, string>;
  scale?: Record<string, number>;
}

/** The message that a robot with the actions `a`, `b`, at 50 Hz, and this command gets. */
function messageOf(command: Command, a = 0.25, b = -0.5) {
  const isGoal = command.type.endsWith('ActionGoal');
  const action = ['a', 'b'].map((name) =>
    isGoal
      ? { kind: 'gripper', name, unit: 'm', open: 1, closed: 0, state: 'x' }
      : { kind: 'velocity', name, unit: '', axis: 'up', limits: { speed: 1, acceleration: 1, jerk: 9 } },
  );
  const named = Object.values(command.fields);
  const text = JSON.stringify({
    format: 1,
    name: 'robot',
    title: 'Robot',
    bridge: { kind: 'rosbridge', url: 'ws://127.0.0.1:9090' },
    rates: { commandHz: 50, stepHz: 10 },
    cameras: [],
    streams: [
      {
        name: 's',
        topic: '/s',
        type: 'std_msgs/Float64',
        rateHz: 9,
        values: [{ name: 'x', unit: '', path: 'data' }],
      },
    ],
    state: ['x'],
    action: action.filter(({ name }) => named.includes(name)),
    commands: [{ topic: '/command', ...command }],
    watchdog: { inputMs: 300, stateMs: 500 },
  });
  const profile = parseRobotProfile(text, 'robot.json');
  const values = [a, b].filter((_, i) => named.includes(['a', 'b'][i]!));
  return commandMessage(profile, profile.commands[0]!, values, NOW_NS, (ns) => writeStamp(ns, 1));
}

const zero = { x: 0, y: 0, z: 0 };

const KINDS: [Command, Record<string, unknown>][] = [
  [
    { type: 'geometry_msgs/Twist', fields: { 'linear.x': 'a', 'angular.z': 'b' } },
    { linear: { ...zero, x: 0.25 }, angular: { ...zero, z: -0.5 } },
  ],
  [
    {
      type: 'geometry_msgs/TwistStamped',
      frameId: 'base',
      fields: { 'twist.linear.y': 'a', 'twist.angular.x': 'b' },
    },
    {
      header: { ...HEADER, frame_id: 'base' },
      twist: { linear: { ...zero, y: 0.25 }, angular: { ...zero, x: -0.5 } },
    },
  ],
  [
    {
      type: 'control_msgs/JointJog',
      frameId: 'base',
      fields: { 'velocities[elbow]': 'a', 'velocities[wrist_1]': 'b' },
    },
    {
      header: { ...HEADER, frame_id: 'base' },
      joint_names: ['elbow', 'wrist_1'],
      displacements: [],
      velocities: [0.25, -0.5],
      duration: 0,
    },
  ],
  [
    { type: 'sensor_msgs/JointState', fields: { 'position[elbow]': 'b', 'position[wrist_1]': 'a' } },
    { header: HEADER, name: ['elbow', 'wrist_1'], position: [-0.5, 0.25], velocity: [], effort: [] },
  ],
  [
    {
      type: 'trajectory_msgs/JointTrajectory',
      fields: { 'positions[elbow]': 'a', 'positions[wrist_1]': 'b' },
    },
    {
      // 0 is "now" to the controller, and the point lies two periods of 20 ms ahead.
      header: { stamp: { secs: 0, nsecs: 0 }, frame_id: '' },
      joint_names: ['elbow', 'wrist_1'],
      points: [
        {
          positions: [0.25, -0.5],
          velocities: [],
          accelerations: [],
          effort: [],
          time_from_start: { secs: 0, nsecs: 40_000_000 },
        },
      ],
    },
  ],
  [
    // As a person may write them: the index counts, not the line.
    { type: 'std_msgs/Float64MultiArray', fields: { 'data[1]': 'b', 'data[0]': 'a' } },
    { layout: { dim: [{ label: '', size: 2, stride: 2 }], data_offset: 0 }, data: [0.25, -0.5] },
  ],
  [{ type: 'std_msgs/Float64', fields: { data: 'a' } }, { data: 0.25 }],
  [{ type: 'std_msgs/Float32', fields: { data: 'b' } }, { data: -0.5 }],
  [
    { type: 'control_msgs/GripperCommand', fields: { position: 'a' } },
    { position: 0.25, max_effort: 0 },
  ],
  [
    { type: 'control_msgs/GripperCommandActionGoal', fields: { 'goal.command.position': 'a' } },
    {
      header: HEADER,
      goal_id: { stamp: HEADER.stamp, id: '' },
      goal: { command: { position: 0.25, max_effort: 0 } },
    },
  ],
];

describe('commandMessage', () => {
  it.each(KINDS)('makes a whole $type', (command, expected) => {
    expect(messageOf(command)).toEqual(expected);
    expect(messageOf({ ...command, type: command.type.replace('/', '/msg/') })).toEqual(expected);
  });

  it.each([1, 2] as const)('leaves nothing out that the definitions of ROS %i have', (rosVersion) => {
    const needs = { nanosecondKey: 'nsec', isAsciiOnly: true } as const;
    for (const [command] of KINDS) {
      const definition = parseDefinition(
        knownDefinition(command.type, rosVersion)!,
        rosVersion,
        command.type,
      );
      const message = messageOf(command)!;
      expect(shapeOf(completeMessage(definition, message, needs))).toEqual(shapeOf(message));
    }
  });

  it.each(KINDS)('reads from a $type what was put there', (command) => {
    const scale = Object.fromEntries(Object.keys(command.fields).map((path, i) => [path, i + 1]));
    const message = messageOf({ ...command, scale })!;
    for (const [path, name] of Object.entries(command.fields)) {
      const profile = { topic: '/command', ...command };
      expect(fieldReader(profile, path)(message)).toBe((name === 'a' ? 0.25 : -0.5) * scale[path]!);
    }
  });

  it('scales each field', () => {
    const command = { type: 'geometry_msgs/Twist', fields: { 'linear.x': 'a', 'linear.y': 'a' } };
    expect(messageOf({ ...command, scale: { 'linear.y': -1000 } })).toMatchObject({
      linear: { x: 0.25, y: -250 },
    });
  });

  it('says nothing where a value is not known', () => {
    const command = { type: 'std_msgs/Float64MultiArray', fields: { 'data[0]': 'a', 'data[1]': 'b' } };
    expect(messageOf(command, 0, Number.NaN)).toBeNull();
  });
});

/** The names of its fields, all the way down; a header's `seq` is the sender's own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  if ('nsec' in value || 'nsecs' in value) return 'time';
  const fields = Object.entries(value).filter(([name]) => name !== 'seq');
  return Object.fromEntries(fields.map(([name, part]) => [name, shapeOf(part)]));
}
