import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import { readStamp } from '../../robots/ros-time.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { FoxgloveRobot, independentCodec, type RosEncoding } from './foxglove-server.ts';

const STATE = {
  '/joint_states': 'sensor_msgs/JointState',
  '/gripper/wrench': 'geometry_msgs/WrenchStamped',
  '/task/success': 'std_msgs/Bool',
};
const CAMERAS = ['/camera/front/image/compressed', '/camera/wrist/image/compressed'];
const COMMANDS = {
  '/gripper/twist': 'geometry_msgs/TwistStamped',
  '/gripper/width_command': 'std_msgs/Float64',
};

const RESET = '/simulation/reset';
const RESET_REQUEST = 'int64 seed';
const RESET_RESPONSE = 'bool success\nstring message\nint64 seed';

export interface RelayedRobot {
  robot: FoxgloveRobot;
  close(): Promise<void>;
}

/** The simulated robot in real time behind a Foxglove server, as a foxglove_bridge stands before a ROS graph. */
export async function relayedRobot(encoding: RosEncoding): Promise<RelayedRobot> {
  const simulation = await startSimulation({ port: 0, seed: 5, pace: 'real-time' });
  const robot = await FoxgloveRobot.start({ encoding });
  const behind = new RosbridgeClient({ url: simulation.url, rosVersion: 1 });
  const relay = (topic: string, type: string, isImage: boolean): void => {
    robot.offer(topic, type);
    behind.subscribe({ topic, type, isImage, onMessage: (message) => robot.send(topic, respelled(message)) });
  };
  for (const [topic, type] of Object.entries(STATE)) relay(topic, type, false);
  for (const topic of CAMERAS) relay(topic, 'sensor_msgs/CompressedImage', true);
  for (const [topic, type] of Object.entries(COMMANDS)) behind.advertise(topic, type);
  robot.onReceived = ({ topic, message }) => {
    const header = message.header as { stamp: unknown; frame_id: string } | undefined;
    if (header === undefined) behind.publish(topic, message);
    else {
      const stamp = behind.stamp(readStamp(header.stamp)!);
      behind.publish(topic, { ...message, header: { stamp, frame_id: header.frame_id } });
    }
  };
  robot.offerService(RESET, RESET_REQUEST, RESET_RESPONSE);
  robot.onCall = async (_service, bytes) => {
    const { seed } = independentCodec(RESET_REQUEST, encoding).read(bytes);
    const answer = await behind.call(RESET, { seed: Number(seed) }, 5000);
    return independentCodec(RESET_RESPONSE, encoding).write({ ...answer, seed });
  };
  return {
    robot,
    async close() {
      await behind.close();
      await robot.close();
      await simulation.close();
    },
  };
}

/** Both writers' spellings of the stamp at once: each takes its own. */
function respelled(message: Record<string, unknown>): Record<string, unknown> {
  const header = message.header as { seq: number; stamp: { secs: number; nsecs: number }; frame_id: string };
  if (header === undefined) return message;
  const { secs, nsecs } = header.stamp;
  return { ...message, header: { ...header, stamp: { sec: secs, nsec: nsecs, nanosec: nsecs } } };
}
