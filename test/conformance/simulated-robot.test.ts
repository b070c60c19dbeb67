import { decompressSync, FORMAT_RGB } from '@julusian/jpeg-turbo';
import { Ros, Service, Topic } from 'roslib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulation, startSimulation } from '../../robots/simulation/simulation.ts';

interface Stamped {
  header: { stamp: { secs: number; nsecs: number }; frame_id: string };
}
interface JointState extends Stamped {
  name: string[];
  position: ArrayLike<number>;
}
interface CompressedImage extends Stamped {
  format: string;
  data: string | Uint8Array;
}

let simulation: Simulation;
let ros: Ros;

beforeEach(async () => {
  simulation = await startSimulation({ port: 0, seed: 3 });
  ros = new Ros({ url: simulation.url });
  await new Promise<void>((resolve, reject) => {
    ros.on('connection', resolve);
    ros.on('error', reject);
  });
});

afterEach(async () => {
  ros.close();
  await simulation.close();
});

function next<T>(name: string, messageType: string, compression: 'none' | 'cbor'): Promise<T> {
  const topic = new Topic<T>({ ros, name, messageType, compression });
  return new Promise((resolve) => {
    topic.subscribe((message) => {
      topic.unsubscribe();
      resolve(message);
    });
  });
}

/** roslib is written by others against the real servers: what it understands is rosbridge v2. */
describe.each(['none', 'cbor'] as const)(
  'the simulated robot as roslib sees it, compression %s',
  (compression) => {
    it('sends pictures with stamps of now', async () => {
      const image = await next<CompressedImage>(
        '/camera/wrist/image/compressed',
        'sensor_msgs/CompressedImage',
        compression,
      );
      const bytes =
        typeof image.data === 'string' ? Buffer.from(image.data, 'base64') : Buffer.from(image.data);
      expect(image.format).toBe('jpeg');
      expect(decompressSync(bytes, { format: FORMAT_RGB })).toMatchObject({ width: 320, height: 240 });
      const ageMs = Date.now() - (image.header.stamp.secs * 1000 + image.header.stamp.nsecs / 1e6);
      expect(Math.abs(ageMs)).toBeLessThan(1000);
    });

    it('sends joint states', async () => {
      const joints = await next<JointState>('/joint_states', 'sensor_msgs/JointState', compression);
      expect(joints.name).toEqual(['gantry_x', 'gantry_y', 'gantry_z', 'wrist_yaw', 'gripper_width']);
      expect(Array.from(joints.position).every(Number.isFinite)).toBe(true);
    });
  },
);

describe('commands and services as roslib sends them', () => {
  it('moves by twist, stops by itself when the twists stop, and comes home by the reset service', async () => {
    const heightM = async () => {
      const { name, position } = await next<JointState>('/joint_states', 'sensor_msgs/JointState', 'none');
      return position[name.indexOf('gantry_z')]!;
    };
    const homeM = await heightM();
    const twist = new Topic({ ros, name: '/gripper/twist', messageType: 'geometry_msgs/TwistStamped' });
    const down = { linear: { x: 0, y: 0, z: -0.1 }, angular: { x: 0, y: 0, z: 0 } };
    for (let i = 0; i < 20; i += 1) {
      twist.publish({ header: { stamp: { secs: 1, nsecs: 0 }, frame_id: 'table' }, twist: down });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    const heldM = await heightM();
    expect(homeM - heldM).toBeGreaterThan(0.02);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(Math.abs((await heightM()) - heldM)).toBeLessThan(0.001);

    const reset = new Service<{ seed: number }, { success: boolean; seed: number }>({
      ros,
      name: '/simulation/reset',
      serviceType: 'std_srvs/Trigger',
    });
    const answer = await new Promise<{ success: boolean; seed: number }>((resolve, reject) =>
      reset.callService({ seed: 9 }, resolve, reject),
    );
    expect(answer).toMatchObject({ success: true, seed: 9 });
    expect(await heightM()).toBeCloseTo(homeM, 3);
  });

  it('refuses a service that it does not have, in words', async () => {
    const none = new Service({ ros, name: '/none', serviceType: 'std_srvs/Trigger' });
    const refusal = new Promise((_resolve, reject) => none.callService({}, () => {}, reject));
    await expect(refusal).rejects.toContain('/none');
  });
});
