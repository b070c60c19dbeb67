import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import { headerStampNs } from '../../robots/ros-time.ts';
import { operatorParametersSchema, ScriptedOperator } from '../../robots/simulation/scripted-operator.ts';
import { type Truth, truthSchema } from '../../robots/simulation/truth.ts';
import { startSimulationProcess } from '../../station/simulation-process.ts';

const CAMERAS = ['/camera/front/image/compressed', '/camera/wrist/image/compressed'];
const CAMERA_HZ = 30;
const CALL_TIMEOUT_MS = 20_000;
/** An attempt that comes to no end is measured this far. */
const LONGEST_ATTEMPT_S = 20;

export interface FastAttempt {
  /** Simulated seconds, by the stamps in the headers of joint states, over wall seconds. */
  ratio: number;
  /** Of the images that the cameras take in this time, the share that came through the socket. */
  imageShare: number;
}

/**
 * `retrace sim --fast` as a process, driven over its socket by the scripted operator, one attempt per seed. The
 * wall time is this process's own, from the first message of an attempt to its last, without the reset between
 * attempts; reading CBOR and deciding happen here, beside it.
 */
export async function timeFastProcess(seeds: readonly number[]): Promise<FastAttempt[]> {
  const simulation = await startSimulationProcess(['--fast', '--seed', '0'], 0);
  const client = new RosbridgeClient({ url: simulation.url, rosVersion: 1 });
  let images = 0;
  let timeNs: bigint | null = null;
  let onTruth: (truth: Truth, timeNs: bigint) => void = () => {};
  for (const topic of CAMERAS) {
    // As the station asks for them: CBOR, in which the bytes of a picture come as they are.
    const onMessage = () => {
      images += 1;
    };
    client.subscribe({ topic, type: 'sensor_msgs/CompressedImage', isImage: true, onMessage });
  }
  client.subscribe({
    topic: '/joint_states',
    type: 'sensor_msgs/JointState',
    isImage: false,
    onMessage: (message) => {
      timeNs = headerStampNs(message);
    },
  });
  client.subscribe({
    topic: '/simulation/truth',
    type: 'std_msgs/String',
    isImage: false,
    onMessage: ({ data }) => {
      if (timeNs !== null) onTruth(truthSchema.parse(JSON.parse(String(data))), timeNs);
    },
  });
  client.advertise('/gripper/twist', 'geometry_msgs/TwistStamped');
  client.advertise('/gripper/width_command', 'std_msgs/Float64');

  const attempt = async (seed: number): Promise<FastAttempt> => {
    const operator = new ScriptedOperator(operatorParametersSchema.parse({}), seed);
    await client.call('/simulation/reset', { seed }, CALL_TIMEOUT_MS);
    return new Promise((resolve) => {
      let start: { timeNs: bigint; wallMs: number; images: number } | null = null;
      onTruth = (truth, nowNs) => {
        if (truth.seed !== seed) return;
        start ??= { timeNs: nowNs, wallMs: performance.now(), images };
        const decision = operator.update({ timeNs: nowNs, truth, intent: 'succeed' });
        const { x, y, z, yaw } = decision.axes;
        client.publish('/gripper/twist', {
          header: {},
          twist: { linear: { x: 0.15 * x, y: 0.15 * y, z: 0.15 * z }, angular: { x: 0, y: 0, z: 1.2 * yaw } },
        });
        client.publish('/gripper/width_command', { data: decision.isGripperClosed ? 0 : 0.08 });
        const simulatedS = Number(nowNs - start.timeNs) / 1e9;
        if (!decision.isDone && !decision.isFailed && simulatedS < LONGEST_ATTEMPT_S) return;
        onTruth = () => {};
        resolve({
          ratio: simulatedS / ((performance.now() - start.wallMs) / 1000),
          imageShare: (images - start.images) / (simulatedS * CAMERA_HZ * CAMERAS.length),
        });
      };
    });
  };

  try {
    while (client.status.status !== 'up') await new Promise((resolve) => setTimeout(resolve, 20));
    const attempts: FastAttempt[] = [];
    for (const seed of seeds) attempts.push(await attempt(seed));
    return attempts;
  } finally {
    await client.close();
    await simulation.stop();
  }
}
