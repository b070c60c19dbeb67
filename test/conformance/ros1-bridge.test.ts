import type { RosNode } from '@foxglove/ros1';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RosMessage } from '../../robots/bridge/bridge.ts';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import { Ros1Client } from '../../robots/bridge/ros1/client.ts';
import { startFoxgloveMaster, startFoxgloveNode } from '../support/foxglove-ros1-graph.ts';
import { definitionText } from '../support/foxglove-server.ts';

// test/ros1 has the same against ROS itself, where it is installed. This is an implementation by others, and
// runs everywhere.

let master: Awaited<ReturnType<typeof startFoxgloveMaster>>;
let robot: RosNode;
let client: Ros1Client;

beforeEach(async () => {
  master = await startFoxgloveMaster();
  robot = await startFoxgloveNode('/robot', master.url());
  client = openBridge({ kind: 'ros1', url: master.url() }) as Ros1Client;
});

afterEach(async () => {
  await client.close();
  robot.shutdown();
  master.close();
});

const advertise = (topic: string, type: string, latching = false) =>
  robot.advertise({
    topic,
    dataType: type,
    latching,
    messageDefinitionText: definitionText(type, 'ros1'),
  });

function listen(topic: string, type: string): RosMessage[] {
  const heard: RosMessage[] = [];
  client.subscribe({ topic, type, isImage: false, onMessage: (message) => heard.push(message) });
  return heard;
}

it('reads what another implementation writes, value for value, and only the topic that it came on', async () => {
  const images = listen('/image', 'sensor_msgs/msg/CompressedImage');
  const flags = [listen('/flag', 'std_msgs/Bool'), listen('/flag', 'std_msgs/Bool')];
  await advertise('/image', 'sensor_msgs/CompressedImage');
  await advertise('/flag', 'std_msgs/Bool', true);
  const header = { seq: 7, stamp: { sec: 1_700_000_000, nsec: 999_999_999 }, frame_id: 'kamera é' };
  // As many bytes as no single read of the socket brings.
  const data = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  await robot.publish('/flag', { data: true });
  await vi.waitFor(async () => {
    await robot.publish('/image', { header, format: 'jpeg', data });
    expect(images.length).toBeGreaterThan(0);
  }, 5000);
  expect(images[0]).toEqual({ header, format: 'jpeg', data });
  await vi.waitFor(() => expect(flags).toEqual([[{ data: true }], [{ data: true }]]));
  expect([...client.faults]).toEqual([]);
});

it('writes what another implementation reads, stamps included', async () => {
  const type = 'geometry_msgs/TwistStamped';
  client.advertise('/twist', type);
  const heard: unknown[] = [];
  robot.subscribe({ topic: '/twist', dataType: type }).on('message', (message) => heard.push(message));
  const stamp = client.stamp(1_700_000_000_123_456_789n);
  const command = { header: { stamp, frame_id: 'tool' }, twist: { angular: { z: -0.5 } } };
  await vi.waitFor(() => expect(client.publish('/twist', command)).toBe(true), 5000);
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  const zero = { x: 0, y: 0, z: 0 };
  expect(heard[0]).toEqual({
    header: { seq: 0, stamp: { sec: 1_700_000_000, nsec: 123_456_789 }, frame_id: 'tool' },
    twist: { linear: zero, angular: { ...zero, z: -0.5 } },
  });
});

it('does not hear itself, and a command that only it would hear is dropped', async () => {
  client.advertise('/twist', 'geometry_msgs/Twist');
  const heard = listen('/twist', 'geometry_msgs/Twist');
  await vi.waitFor(() => expect(client.status.status).toBe('up'));
  for (let i = 0; i < 5; i += 1) {
    expect(client.publish('/twist', {})).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect([heard.length, client.droppedCommands]).toEqual([0, 5]);
});

it('is found by its hostname and listens nowhere but on its way to the master', async () => {
  const named = new Ros1Client({ url: master.url(), hostname: 'localhost' });
  named.advertise('/twist', 'geometry_msgs/Twist');
  const heard: unknown[] = [];
  robot
    .subscribe({ topic: '/twist', dataType: 'geometry_msgs/Twist' })
    .on('message', (message) => heard.push(message));
  await vi.waitFor(() => expect(named.publish('/twist', {})).toBe(true), 5000);
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  const [, , api] = await robot.rosMasterClient.lookupNode('/robot', nameOf(await robot.getSystemState()));
  const { hostname, port } = new URL(String(api));
  expect(hostname).toBe('localhost');
  // Linux answers on all of 127.0.0.0/8 what listens on all addresses.
  await expect(fetch(`http://127.0.0.2:${port}`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await named.close();
  expect((await robot.getSystemState()).publishers.has('/twist')).toBe(false);
});

function nameOf({ publishers }: Awaited<ReturnType<RosNode['getSystemState']>>): string {
  return Array.from(publishers.get('/twist')!)[0]!;
}
