import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRobotProfile } from './parse-profile.ts';

const text = readFileSync(new URL('./profiles/simulated-tshirt.json', import.meta.url), 'utf8');

interface Editable {
  rates: { stepHz: number };
  bridge: { url: string };
  cameras: { name: string }[];
  state: string[];
  action: {
    name: string;
    limits?: { jerk: number };
    workspace: { state: string; min: number; max: number };
  }[];
  commands: {
    topic: string;
    type: string;
    frameId?: string;
    fields: Record<string, string>;
    scale?: Record<string, number>;
  }[];
  onSilence: unknown;
  urdf?: unknown;
}

function messageAfter(change: (profile: Editable) => unknown): string {
  const profile = JSON.parse(text) as Editable;
  change(profile);
  try {
    parseRobotProfile(JSON.stringify(profile), 'mine.json');
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('parseRobotProfile', () => {
  it('accepts the shipped profile', () => {
    expect(messageAfter(() => {})).toBe('accepted');
  });

  it.each<[string, (profile: Editable) => unknown, string]>([
    ['a wrong address', (p) => (p.bridge.url = 'http://robot'), 'bridge.url: expected an address such as'],
    [
      'a model outside its folder',
      (p) => (p.urdf = { file: '../arm.urdf', gripperLink: 'hand' }),
      'urdf.file: expected a file in the profile’s folder or below',
    ],
    [
      'a joint of no state',
      (p) => (p.urdf = { file: 'arm.urdf', gripperLink: 'hand', joints: { elbow: 'x' } }),
      'urdf.joints["elbow"]: expected one of the state values gantry_x.position',
    ],
    ['an unknown state', (p) => (p.state[1] = 'elbow'), 'state[1]: expected one of the stream values'],
    [
      'a camera twice',
      (p) => (p.cameras[1]!.name = 'front'),
      'cameras and streams: "front" stands there twice',
    ],
    [
      'a name with a dot',
      (p) => (p.cameras[0]!.name = 'front.left'),
      'cameras[0].name: expected a name of letters',
    ],
    ['a workspace of no state', (p) => (p.action[0]!.workspace.state = 'x'), 'action[0].workspace.state'],
    [
      'an empty workspace',
      (p) => (p.action[0]!.workspace.min = 1),
      'action[0].workspace: expected min below max, found 1 and 0.3',
    ],
    [
      'an unknown action',
      (p) => (p.commands[1]!.fields.data = 'grip'),
      'commands[1].fields["data"]: expected one of the actions',
    ],
    [
      'an action that nothing sends',
      (p) => delete p.commands[0]!.fields['twist.linear.z'],
      'action[2]: no command sends "twist.linear.z"',
    ],
    [
      'steps above commands',
      (p) => (p.rates.stepHz = 60),
      'rates.stepHz: expected at most commandHz 50, found 60',
    ],
    [
      'a type that is no command',
      (p) => (p.commands[1]!.type = 'std_msgs/String'),
      'commands[1].type: expected one of geometry_msgs/Twist, geometry_msgs/TwistStamped, ',
    ],
    [
      'a field that the type does not have',
      (p) => (p.commands[0]!.fields = { 'twist.linear.w': 'twist.linear.x' }),
      'commands[0].fields["twist.linear.w"]: expected a field of geometry_msgs/TwistStamped such as "twist.linear.x"',
    ],
    [
      'a twist without its frame',
      (p) => delete p.commands[0]!.frameId,
      'commands[0].frameId: expected the frame in which the twist is meant',
    ],
    [
      'an array with a gap',
      (p) =>
        Object.assign(p.commands[1]!, {
          type: 'std_msgs/Float64MultiArray',
          fields: { 'data[1]': 'gripper.width' },
        }),
      'commands[1].fields: expected "data[0]" too',
    ],
    [
      'a scale of nothing',
      (p) => (p.commands[1]!.scale = { width: 2 }),
      'commands[1].scale["width"]: expected one of the fields data',
    ],
    [
      'a goal at every tick',
      (p) =>
        Object.assign(p.commands[1]!, {
          type: 'control_msgs/GripperCommandActionGoal',
          fields: { 'goal.command.position': 'gripper.width' },
        }),
      'expected a gripper without "limits"',
    ],
    [
      'two commands on a topic',
      (p) => (p.commands[1]!.topic = p.commands[0]!.topic),
      'commands[].topic: "/gripper/twist" stands there twice',
    ],
    [
      'limits that hardly brake',
      (p) => (p.action[0]!.limits!.jerk = 0.1),
      'action[0].limits: expected limits that stop the robot within 5 s, found 10.2 s',
    ],
    [
      'a robot that stops late',
      (p) => (p.onSilence = { stoppedBy: 'controller', withinMs: 1015 }),
      'onSilence.withinMs',
    ],
    [
      'a timeout below the period',
      (p) => (p.onSilence = { stoppedBy: 'relay', relay: 'twist_mux', withinMs: 30 }),
      'onSilence.withinMs: expected at least two periods of commandHz, 40 ms, found 30',
    ],
  ])('refuses %s by its path', (_name, change, expected) => {
    const message = messageAfter(change);
    expect(message).toContain(expected);
    expect(message).toContain('(mine.json)');
  });
});
