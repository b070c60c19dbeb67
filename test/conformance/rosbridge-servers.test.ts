import { decompressSync, FORMAT_RGB } from '@julusian/jpeg-turbo';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imageBytes, type RosMessage } from '../../robots/bridge/bridge.ts';
import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import { numberReader } from '../../robots/message-path.ts';
import { headerStampNs } from '../../robots/ros-time.ts';
import { QUIRKS, type QuirksName } from '../../robots/simulation/bridge/quirks.ts';
import { RosbridgeServer } from '../../robots/simulation/bridge/rosbridge-server.ts';
import { type Simulation, startSimulation } from '../../robots/simulation/simulation.ts';
import { startSimulationProcess } from '../../station/simulation-process.ts';
import { retrace } from '../support/cli.ts';
import { TcpRelay } from '../support/tcp-relay.ts';

const readHeight = numberReader('position[gantry_z]');

/** What a station sees of a robot through this client. */
class Seen {
  readonly client: RosbridgeClient;
  readonly images: RosMessage[] = [];
  heightM = Number.NaN;

  constructor(url: string) {
    this.client = new RosbridgeClient({ url });
    this.client.subscribe({
      topic: '/camera/front/image/compressed',
      type: 'sensor_msgs/CompressedImage',
      isImage: true,
      rateHz: 30,
      onMessage: (message) => this.images.push(message),
    });
    this.client.subscribe({
      topic: '/joint_states',
      type: 'sensor_msgs/JointState',
      isImage: false,
      rateHz: 100,
      onMessage: (message) => {
        this.heightM = readHeight(message);
      },
    });
    this.client.advertise('/gripper/twist', 'geometry_msgs/TwistStamped');
  }

  async untilUp(): Promise<void> {
    await vi.waitFor(() => expect(this.client.status.status).toBe('up'), 8000);
    await vi.waitFor(() => expect(this.heightM).not.toBeNaN(), 3000);
    await vi.waitFor(() => expect(this.images.length).toBeGreaterThan(0), 3000);
  }

  async down(ms: number): Promise<void> {
    for (let endMs = performance.now() + ms; performance.now() < endMs; ) {
      const stamp = this.client.stamp(BigInt(Date.now()) * 1_000_000n);
      const twist = { linear: { x: 0, y: 0, z: -0.1 }, angular: { x: 0, y: 0, z: 0 } };
      this.client.publish('/gripper/twist', { header: { stamp, frame_id: 'table' }, twist });
      await pause(20);
    }
  }
}

vi.setConfig({ testTimeout: 60_000 });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each<[QuirksName | undefined, string]>([
  [undefined, 'secs'],
  ['ros1', 'secs'],
  ['ros2-2.1', 'sec'],
  ['web-bridge', 'sec'],
])('through a server with the quirks of %s', (quirks, seconds) => {
  let simulation: Simulation;
  let relay: TcpRelay;
  let seen: Seen;

  beforeEach(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    simulation = await startSimulation({ port: 0, seed: 3, quirks });
    relay = await TcpRelay.to(simulation.url);
    seen = new Seen(relay.url);
    await seen.untilUp();
  });

  afterEach(async () => {
    await seen.client.close();
    relay.close();
    await simulation.close();
    vi.restoreAllMocks();
  });

  it('sees and moves the robot, in its spelling and without a fault', async () => {
    const { client, images } = seen;
    const image = images.at(-1)!;
    const picture = decompressSync(Buffer.from(imageBytes(image.data)!), { format: FORMAT_RGB });
    expect(picture).toMatchObject({ width: 320, height: 240 });
    const ageMs = Date.now() - Number(headerStampNs(image)! / 1_000_000n);
    expect(Math.abs(ageMs)).toBeLessThan(1000);
    expect(Object.keys(client.stamp(1n))).toContain(seconds);

    const count = images.length;
    await vi.waitFor(() => expect(images.length - count).toBeGreaterThan(24), 5000);

    const { heightM } = seen;
    await seen.down(400);
    await vi.waitFor(() => expect(heightM - seen.heightM).toBeGreaterThan(0.02));
    const reset = await client.call('/simulation/reset', { seed: 9 }, 5000, 'std_srvs/Trigger');
    expect(reset).toMatchObject({ success: true, seed: 9 });
    await vi.waitFor(() => expect(seen.heightM).toBeCloseTo(heightM, 3));
    expect(Object.fromEntries(client.faults)).toEqual({});
    expect(client.droppedCommands).toBe(0);
  });

  it('knows who publishes, where the server can tell', async () => {
    const { client } = seen;
    const isTold = quirks !== 'web-bridge';
    expect(await client.hasPublisher('/joint_states', 500)).toBe(isTold ? true : null);
    expect(await client.hasPublisher('/nowhere', 500)).toBe(isTold ? false : null);
    expect((await client.robotTimeNs(500)) !== null).toBe(isTold);
    if (isTold) {
      const types = (await client.topics(500)).map(({ type }) => type);
      expect(types).toContain(seconds === 'sec' ? 'sensor_msgs/msg/JointState' : 'sensor_msgs/JointState');
    } else await expect(client.topics(500)).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('comes back after the link was cut, and after it was blocked, and spoils it for nobody else', async () => {
    const { client } = seen;
    const other = new Seen(simulation.url);
    await other.untilUp();
    for (const harm of ['cut', 'block'] as const) {
      relay[harm]();
      await vi.waitFor(() => expect(client.status.status).toBe('down'), 4000);
      expect(client.publish('/gripper/twist', {})).toBe(false);
      relay.cut();
      await seen.untilUp();
      const count = seen.images.length;
      await vi.waitFor(() => expect(seen.images.length).toBeGreaterThan(count + 5), 3000);
    }
    const count = other.images.length;
    await vi.waitFor(() => expect(other.images.length - count).toBeGreaterThan(10), 3000);
    expect(other.client.status.status).toBe('up');
    await other.client.close();
  });
});

it('a command overtakes a service that runs for long, on a server that serves a connection one by one', async () => {
  const commandsMs: number[] = [];
  const server = await RosbridgeServer.listen({
    host: '127.0.0.1',
    port: 0,
    isLossless: false,
    quirks: QUIRKS['ros2-2.1'],
    onPublish: () => commandsMs.push(performance.now()),
    onCall: async (service) => {
      if (service === '/rosapi/get_ros_version') return { version: 2 };
      await pause(1000);
      return {};
    },
  });
  const client = new RosbridgeClient({ url: server.url });
  client.advertise('/gripper/width_command', 'std_msgs/Float64');
  await vi.waitFor(() => expect(client.status.status).toBe('up'), 5000);
  const sentMs = performance.now();
  const isDone = client.call('/slow', {}, 3000);
  expect(client.publish('/gripper/width_command', { data: 0 })).toBe(true);
  await isDone;
  expect(performance.now() - sentMs).toBeGreaterThan(950);
  expect(commandsMs).toHaveLength(1);
  expect(commandsMs[0]! - sentMs).toBeLessThan(200);
  await client.close();
  await server.close();
});

it('retrace sim --quirks passes for such a server, and knows no others', async () => {
  const simulation = await startSimulationProcess(['--quirks', 'ros2-2.1', '--lockstep'], 0);
  const client = new RosbridgeClient({ url: simulation.url, isStepped: true });
  await vi.waitFor(() => expect(client.status.status).toBe('up'), 5000);
  expect(client.stamp(1n)).toEqual({ sec: 0, nanosec: 1 });
  await client.close();
  await simulation.stop();
  const { stderr } = await retrace('sim', '--quirks', 'ros3');
  expect(stderr).toContain('Allowed choices are ros1, ros2-2.1, web-bridge');
});
