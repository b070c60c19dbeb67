import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { headerStampNs } from '../../robots/ros-time.ts';
import { JOINT_STATES, observe, pause } from './observe.ts';
import { ARM_RATE_HZ, JOINTS, RosGraph } from './ros-graph.ts';

const CAMERA_RATE_HZ = 30;

let graph: RosGraph;
beforeAll(async () => {
  graph = await RosGraph.start();
  await graph.startArm();
  await graph.startFrames();
  const card = await graph.writePicture('card', 64, 48, (x) => (x < 32 ? [200, 40, 40] : [40, 40, 200]));
  await graph.startCamera('front', card, CAMERA_RATE_HZ);
});
afterAll(() => graph.close());

describe('streams from real ROS 1 nodes', () => {
  it('come with their values, at their rates, soon after they were made', async () => {
    const { client, arrivals } = observe(graph.masterUri, {
      ...JOINT_STATES,
      '/front/image_raw': 'sensor_msgs/Image',
      '/tf': 'tf2_msgs/TFMessage',
    });
    await vi.waitFor(() => expect(arrivals['/front/image_raw']!.length).toBeGreaterThan(0), 5000);
    const before = {
      joints: arrivals['/joint_states']!.length,
      images: arrivals['/front/image_raw']!.length,
    };
    await pause(2000);
    const joints = arrivals['/joint_states']!.slice(before.joints);
    const images = arrivals['/front/image_raw']!.slice(before.images);
    for (const share of [joints.length / 2 / ARM_RATE_HZ, images.length / 2 / CAMERA_RATE_HZ]) {
      expect(share).toBeGreaterThan(0.8);
      expect(share).toBeLessThan(1.1);
    }
    expect(joints[0]!.message).toMatchObject({ name: [...JOINTS], position: Float64Array.of(0, 0) });
    const ages = joints.map(({ message, atMs }) => {
      const arrivedMs = performance.timeOrigin + atMs;
      return arrivedMs - Number(headerStampNs(message)! / 1000n) / 1000;
    });
    ages.sort((a, b) => a - b);
    expect(ages[Math.floor(ages.length / 2)]).toBeLessThan(10);
    expect(ages[0]).toBeGreaterThan(-1);
    const { message } = images[0]!;
    expect(message).toMatchObject({ width: 64, height: 48, encoding: 'bgr8', step: 192 });
    const data = message.data as Uint8Array;
    expect(data.byteLength).toBe(64 * 48 * 3);
    expect([...data.subarray(0, 3), ...data.subarray(189, 192)]).toEqual([40, 40, 200, 200, 40, 40]);
    expect(client.faults.size).toBe(0);
  });

  it('go on when their node is killed and started anew', async () => {
    const name = 'mortal';
    const card = await graph.writePicture(name, 8, 8, () => [1, 2, 3]);
    const node = await graph.startCamera(name, card, CAMERA_RATE_HZ);
    const { client, arrivals } = observe(graph.masterUri, { [`/${name}/image_raw`]: 'sensor_msgs/Image' });
    const images = arrivals[`/${name}/image_raw`]!;
    await vi.waitFor(() => expect(images.length).toBeGreaterThan(10), 5000);
    await graph.kill(node);
    await pause(300);
    const before = images.length;
    await pause(300);
    expect(images.length).toBe(before);
    expect(client.status.status).toBe('up');
    await graph.startCamera(name, card, CAMERA_RATE_HZ);
    await vi.waitFor(() => expect(images.length).toBeGreaterThan(before + 10), 15_000);
  });

  it('say by their fault when they are of another type than the profile has', async () => {
    const { client, arrivals } = observe(graph.masterUri, { '/joint_states': 'std_msgs/Float64' });
    await vi.waitFor(() => expect(client.faults.size).toBeGreaterThan(0), 5000);
    expect(arrivals['/joint_states']).toEqual([]);
    expect(client.status.status).toBe('up');
  });
});
