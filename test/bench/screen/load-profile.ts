import type { RobotProfile } from '../../../robots/profile.ts';

export const CAMERA_HZ = 30;
export const WIDTH_PX = 640;
export const HEIGHT_PX = 480;
export const CAMERA_NAMES = Array.from({ length: 8 }, (_, i) => `camera_${i + 1}`);
export const JOINTS = ['x', 'y', 'z', 'yaw'];
export const JOINT_TOPIC = '/joint_states';

export function imageTopic(camera: string): string {
  return `/${camera}/image/compressed`;
}

/** The profile of the robot that only sends. */
export function loadProfile(url: string): RobotProfile {
  const limits = { speed: 0.1, acceleration: 1, jerk: 20 };
  const axes = ['right', 'away', 'up', 'yaw'] as const;
  return {
    format: 1,
    name: 'load',
    title: 'Eight cameras',
    bridge: { kind: 'rosbridge', url, rosVersion: 1 },
    rates: { commandHz: 50, stepHz: 10 },
    cameras: CAMERA_NAMES.map((name, i) => ({
      name,
      title: `Camera ${i + 1}`,
      topic: imageTopic(name),
      type: 'sensor_msgs/CompressedImage',
      encoding: 'jpeg',
      widthPx: WIDTH_PX,
      heightPx: HEIGHT_PX,
      rateHz: CAMERA_HZ,
    })),
    streams: [
      {
        name: 'joints',
        topic: JOINT_TOPIC,
        type: 'sensor_msgs/JointState',
        rateHz: 100,
        values: JOINTS.map((joint) => ({ name: joint, unit: 'm', path: `position[${joint}]` })),
      },
    ],
    state: JOINTS,
    action: axes.map((axis, i) => ({
      kind: 'velocity',
      name: `speed.${JOINTS[i]}`,
      unit: 'm/s',
      axis,
      direction: 1,
      limits,
      workspace: { state: JOINTS[i]!, min: -1, max: 1 },
    })),
    commands: [
      {
        topic: '/twist',
        type: 'geometry_msgs/Twist',
        fields: {
          'linear.x': 'speed.x',
          'linear.y': 'speed.y',
          'linear.z': 'speed.z',
          'angular.z': 'speed.yaw',
        },
      },
    ],
    onSilence: { stoppedBy: 'controller', withinMs: 200 },
    recordsRawTopics: false,
    watchdog: { inputMs: 300, stateMs: 500 },
  };
}
