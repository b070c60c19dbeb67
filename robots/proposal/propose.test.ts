import { describe, expect, it } from 'vitest';
import type { RosMessage } from '../bridge/bridge.ts';
import { type Proposal, proposeProfile } from './propose.ts';
import type { SurveyedTopic } from './survey.ts';

function alive(name: string, type: string, rateHz: number, sample: RosMessage): SurveyedTopic {
  return { name, type, rateHz, sample, image: null, hasPublisher: true };
}

function camera(name: string, type = 'sensor_msgs/msg/CompressedImage', rateHz = 29.7): SurveyedTopic {
  const image = { encoding: 'jpeg' as const, widthPx: 640, heightPx: 480 };
  return { name, type, rateHz, sample: null, image, hasPublisher: true };
}

/** Listened to by the robot; nobody publishes there. */
function free(name: string, type: string): SurveyedTopic {
  return { name, type, rateHz: 0, sample: null, image: null, hasPublisher: false };
}

const joints = alive('/joint_states', 'sensor_msgs/msg/JointState', 496, {
  name: ['shoulder', 'elbow', 'finger_joint'],
  position: Float64Array.of(0.5, -1.25, 0),
  velocity: [],
});
const pose = alive('/tcp/pose', 'geometry_msgs/msg/PoseStamped', 100, {
  header: { frame_id: 'base' },
  pose: { position: { x: 0.4, y: 0, z: 0.3 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
});

function propose(...topics: SurveyedTopic[]): Proposal {
  return proposeProfile(
    { topics, listenedForMs: 3000 },
    { name: 'arm', title: 'Arm', bridge: { kind: 'foxglove', url: 'ws://127.0.0.1:8765' } },
  );
}

describe('proposeProfile', () => {
  it('leads joints by a trajectory, within a little of where they are', () => {
    const { profile, notes } = propose(
      joints,
      free('/arm_controller/joint_trajectory', 'trajectory_msgs/msg/JointTrajectory'),
    );
    expect(profile.action).toMatchObject([
      { kind: 'position', unit: 'rad', workspace: { state: 'shoulder.position', min: 0, max: 1 } },
      { kind: 'position', unit: 'rad', workspace: { state: 'elbow.position', min: -1.75, max: -0.75 } },
    ]);
    expect(profile.commands[0]!.fields).toEqual({
      'positions[shoulder]': 'shoulder.target',
      'positions[elbow]': 'elbow.target',
    });
    expect(profile.onSilence).toEqual({ stoppedBy: 'controller', withinMs: 100 });
    expect(profile.streams[0]).toMatchObject({ rateHz: 500 });
    expect(notes.join(' ')).toContain('No topic commands the gripper (finger_joint)');
  });

  it('prefers a twist of the hand, in the frame of its pose and in a box around it', () => {
    const { profile, notes } = propose(
      joints,
      pose,
      free('/arm_controller/joint_trajectory', 'trajectory_msgs/msg/JointTrajectory'),
      free('/servo_node/delta_twist_cmds', 'geometry_msgs/msg/TwistStamped'),
    );
    expect(profile.commands).toMatchObject([{ topic: '/servo_node/delta_twist_cmds', frameId: 'base' }]);
    expect(profile.action[0]).toMatchObject({ axis: 'away', workspace: { min: 0.3, max: 0.5 } });
    expect(profile.onSilence).toEqual({ stoppedBy: 'nobody' });
    expect(notes.join(' ')).toContain('are left out: /arm_controller/joint_trajectory');
  });

  it('gives a gripper by action its goal once, without limits of its own', () => {
    const { profile } = propose(
      { ...joints, type: 'sensor_msgs/JointState' },
      free('/servo_server/delta_twist_cmds', 'geometry_msgs/TwistStamped'),
      free('/gripper/gripper_cmd/goal', 'control_msgs/GripperCommandActionGoal'),
    );
    const gripper = profile.action.at(-1)!;
    expect(gripper).toMatchObject({ kind: 'gripper', unit: 'm', open: 0.04, closed: 0 });
    expect(gripper.limits).toBeUndefined();
    expect(profile.commands[1]!.fields).toEqual({ 'goal.command.position': 'gripper.target' });
  });

  it('takes a velocity array for one by its name, and does not say that anything stops it', () => {
    const { profile, notes } = propose(
      joints,
      free('/forward_velocity_controller/commands', 'std_msgs/msg/Float64MultiArray'),
    );
    expect(profile.action.map(({ kind }) => kind)).toEqual(['velocity', 'velocity']);
    expect(profile.commands[0]!.fields).toEqual({ 'data[0]': 'shoulder.target', 'data[1]': 'elbow.target' });
    expect(profile.onSilence).toEqual({ stoppedBy: 'nobody' });
    expect(notes.join(' ')).toContain('order is taken from the joint states');
  });

  it('takes the compressed topic of a camera, names cameras apart, and tells of silent ones', () => {
    const { profile, notes } = propose(
      joints,
      free('/arm_controller/joint_trajectory', 'trajectory_msgs/msg/JointTrajectory'),
      camera('/left/camera/image_raw', 'sensor_msgs/msg/Image'),
      camera('/left/camera/image_raw/compressed'),
      camera('/camera/left/image/compressed'),
      { ...camera('/dark/image_raw/compressed', undefined, 0), image: null },
    );
    expect(profile.cameras).toMatchObject([
      { name: 'left', topic: '/left/camera/image_raw/compressed', rateHz: 30 },
      { name: 'left_2', topic: '/camera/left/image/compressed' },
    ]);
    expect(notes.join(' ')).toContain('No picture came from /dark/image_raw/compressed');
  });

  it('leaves out what others publish to, and joints that came before', () => {
    const { profile, notes } = propose(
      joints,
      { ...joints, name: '/other/joint_states' },
      { ...free('/taken/joint_trajectory', 'trajectory_msgs/msg/JointTrajectory'), hasPublisher: true },
      free('/arm_controller/joint_trajectory', 'trajectory_msgs/msg/JointTrajectory'),
    );
    expect(profile.commands[0]!.topic).toBe('/arm_controller/joint_trajectory');
    expect(profile.streams).toHaveLength(1);
    expect(notes.join(' ')).toContain('/other/joint_states has no joint that is not in another topic');
  });

  it('says what is missing', () => {
    expect(() => propose(free('/cmd_vel', 'geometry_msgs/Twist'))).toThrow('nothing of the robot’s state');
    expect(() => propose(joints)).toThrow('no topic looks like a place for commands');
  });
});
