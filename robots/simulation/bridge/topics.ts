/** What the simulated robot publishes, with its ROS 1 types and rates. */
export const PUBLISHED = {
  frontImage: { topic: '/camera/front/image/compressed', type: 'sensor_msgs/CompressedImage', rateHz: 30 },
  wristImage: { topic: '/camera/wrist/image/compressed', type: 'sensor_msgs/CompressedImage', rateHz: 30 },
  jointStates: { topic: '/joint_states', type: 'sensor_msgs/JointState', rateHz: 100 },
  wrench: { topic: '/gripper/wrench', type: 'geometry_msgs/WrenchStamped', rateHz: 100 },
  success: { topic: '/task/success', type: 'std_msgs/Bool', rateHz: 10 },
  truth: { topic: '/simulation/truth', type: 'std_msgs/String', rateHz: 50 },
  clock: { topic: '/clock', type: 'rosgraph_msgs/Clock', rateHz: 100 },
} as const;

/** What it listens to. */
export const SUBSCRIBED = {
  twist: { topic: '/gripper/twist', type: 'geometry_msgs/TwistStamped' },
  width: { topic: '/gripper/width_command', type: 'std_msgs/Float64' },
} as const;

/** Type of every topic of the robot. */
export const TOPIC_TYPES: ReadonlyMap<string, string> = new Map(
  [...Object.values(PUBLISHED), ...Object.values(SUBSCRIBED)].map(({ topic, type }) => [topic, type]),
);

/** A slow client loses frames of these, and nothing else. */
export const IMAGE_TOPICS: ReadonlySet<string> = new Set([
  PUBLISHED.frontImage.topic,
  PUBLISHED.wristImage.topic,
]);
