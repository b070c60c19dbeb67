import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BridgeFault, RosMessage } from '../../robots/bridge/bridge.ts';
import { FoxgloveClient } from '../../robots/bridge/foxglove/client.ts';
import { readStamp } from '../../robots/ros-time.ts';
import { FoxgloveRobot, type FoxgloveRobotOptions, independentCodec } from '../support/foxglove-server.ts';

let robot: FoxgloveRobot;
let client: FoxgloveClient;
let faults: BridgeFault[];

async function meet(options: FoxgloveRobotOptions): Promise<void> {
  robot = await FoxgloveRobot.start(options);
  client = new FoxgloveClient({ url: robot.url });
  faults = [];
  client.onFault((fault) => faults.push(fault));
  await vi.waitFor(() => expect(client.status.status).toBe('up'), 3000);
}

afterEach(async () => {
  await client.close();
  await robot.close();
});

function listen(topic: string, type: string, isImage = false): RosMessage[] {
  const messages: RosMessage[] = [];
  client.subscribe({ topic, type, isImage, onMessage: (message) => messages.push(message) });
  return messages;
}

async function subscribed(count: number): Promise<void> {
  await vi.waitFor(() => {
    const asked = robot.saidOf('subscribe').flatMap(({ subscriptions }) => subscriptions as unknown[]);
    expect(asked).toHaveLength(count);
  });
}

/** Advertises, and waits for as long as ROS may take to connect a publisher. */
async function advertised(topics: Record<string, string>): Promise<void> {
  for (const [topic, type] of Object.entries(topics)) client.advertise(topic, type);
  await new Promise((resolve) => setTimeout(resolve, 350));
}

const JPEG = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 0xff);

/** The peer is the protocol's own server class, with ROS's own definitions and the parsers alone. */
describe.each(['ros1', 'cdr'] as const)('a robot that speaks %s over the Foxglove protocol', (encoding) => {
  const isRos1 = encoding === 'ros1';
  const time = (sec: number, nanoseconds: number) =>
    isRos1 ? { sec, nsec: nanoseconds } : { sec, nanosec: nanoseconds };
  const header = (frame: string) => ({
    ...(isRos1 ? { seq: 7 } : {}),
    stamp: time(1_700_000_000, 5),
    frame_id: frame,
  });

  it('tells its state and its pictures, value for value', async () => {
    await meet({ encoding });
    const joints = {
      header: header('base'),
      name: ['shoulder', 'elbow'],
      position: Float64Array.of(0.1, -2.5),
      velocity: Float64Array.of(1e-9, 3),
      effort: new Float64Array(),
    };
    const wrench = {
      header: header('tool'),
      wrench: { force: { x: 1, y: -2, z: 3.5 }, torque: { x: 0, y: 0.25, z: -1 } },
    };
    robot.offer('/joint_states', 'sensor_msgs/JointState');
    robot.offer('/wrench', 'geometry_msgs/WrenchStamped');
    robot.offer('/camera', 'sensor_msgs/CompressedImage');
    robot.offer('/done', 'std_msgs/Bool');
    const received = [
      listen('/joint_states', 'sensor_msgs/JointState'),
      listen('/wrench', 'geometry_msgs/msg/WrenchStamped'),
      listen('/camera', 'sensor_msgs/CompressedImage', true),
      listen('/done', 'std_msgs/Bool'),
    ];
    await subscribed(4);
    robot.send('/joint_states', joints);
    robot.send('/wrench', wrench);
    robot.send('/camera', { header: header('eye'), format: 'jpeg', data: JPEG });
    robot.send('/done', { data: true });
    await vi.waitFor(() => expect(received.every((messages) => messages.length === 1)).toBe(true));
    expect(received.map(([message]) => message)).toEqual([
      joints,
      wrench,
      { header: header('eye'), format: 'jpeg', data: JPEG },
      { data: true },
    ]);
    const stamp = (received[0]![0]!.header as { stamp: unknown }).stamp;
    expect(readStamp(stamp)).toBe(1_700_000_000_000_000_005n);
    expect(faults).toEqual([]);
  });

  it('takes commands in its own encoding, stamped and whole', async () => {
    await meet({ encoding });
    await advertised({ '/twist': 'geometry_msgs/TwistStamped', '/position': 'std_msgs/Float64' });
    const stamp = client.stamp(1_700_000_000_000_000_042n);
    const twist = { header: { stamp, frame_id: 'tool' }, twist: { linear: { z: -0.1 } } };
    expect(client.publish('/twist', twist)).toBe(true);
    expect(client.publish('/position', { data: 0.04 })).toBe(true);
    await vi.waitFor(() => expect(robot.received).toHaveLength(2));
    expect(robot.received[0]).toMatchObject({
      topic: '/twist',
      encoding,
      schemaName: isRos1 ? 'geometry_msgs/TwistStamped' : 'geometry_msgs/msg/TwistStamped',
      message: {
        header: { ...(isRos1 ? { seq: 0 } : {}), stamp: time(1_700_000_000, 42), frame_id: 'tool' },
        twist: { linear: { x: 0, y: 0, z: -0.1 }, angular: { x: 0, y: 0, z: 0 } },
      },
    });
    const bytes = Buffer.alloc(isRos1 ? 8 : 12);
    if (!isRos1) bytes.writeUInt8(1, 1);
    bytes.writeDoubleLE(0.04, isRos1 ? 0 : 4);
    expect(Buffer.from(robot.received[1]!.bytes)).toEqual(bytes);
    expect(client.droppedCommands).toBe(0);
  });

  it('answers calls, refuses them, or is silent', async () => {
    await meet({ encoding });
    const request = 'int64 seed\nstring note';
    const response = 'bool success\nstring message';
    robot.offerService('/reset', request, response);
    robot.onCall = (_service, bytes) => {
      const { seed, note } = independentCodec(request, encoding).read(bytes);
      if (note === 'refuse') return new Error('not now');
      if (note === 'silence') return null;
      if (note === 'nonsense') return Uint8Array.of(1, 2);
      return independentCodec(response, encoding).write({ success: true, message: `scene ${seed}` });
    };
    await vi.waitFor(async () => {
      expect(await client.call('/reset', { seed: 3 }, 1000)).toEqual({ success: true, message: 'scene 3' });
    });
    await expect(client.call('/reset', { note: 'refuse' }, 1000)).rejects.toMatchObject({
      code: 'not-allowed',
      message: 'the robot refused: not now',
    });
    await expect(client.call('/reset', { note: 'silence' }, 50)).rejects.toMatchObject({ code: 'timeout' });
    await expect(client.call('/reset', { note: 'nonsense' }, 1000)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(client.call('/reset', { speed: 1 }, 1000)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(client.call('/none', {}, 1000)).rejects.toMatchObject({ code: 'not-allowed' });
    const broken = client.call('/reset', { note: 'silence' }, 5000);
    const outcome = expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    robot.sockets[0]!.terminate();
    await outcome;
  });
});

it('a service may name the encoding and schema of each of its parts', async () => {
  await meet({ encoding: 'cdr', supportedEncodings: ['cdr', 'json'] });
  const part = { encoding: 'json', schemaName: 'any', schemaEncoding: 'jsonschema', schema: '{}' };
  robot.addService('/advance', { request: part, response: part });
  robot.onCall = (_service, bytes) => {
    const { duration_ms } = JSON.parse(new TextDecoder().decode(bytes));
    return Buffer.from(JSON.stringify({ success: true, clock: { sec: duration_ms / 1000, nanosec: 5 } }));
  };
  await vi.waitFor(async () => {
    const answer = await client.call('/advance', { duration_ms: 2000 }, 1000);
    expect(readStamp(answer.clock)).toBe(2_000_000_005n);
  });
});

describe('a robot that speaks JSON over the Foxglove protocol', () => {
  it('is heard and commanded', async () => {
    await meet({ encoding: 'cdr', supportedEncodings: ['json'] });
    robot.offerJson('/joint_states', 'sensor_msgs/JointState');
    const joints = listen('/joint_states', 'sensor_msgs/JointState');
    await subscribed(1);
    robot.send('/joint_states', { name: ['a'], position: [0.5] });
    await vi.waitFor(() => expect(joints).toEqual([{ name: ['a'], position: [0.5] }]));
    await advertised({ '/own': 'my_msgs/Own' });
    expect(client.publish('/own', { speed: 1 })).toBe(true);
    await vi.waitFor(() =>
      expect(robot.received).toMatchObject([{ encoding: 'json', message: { speed: 1 } }]),
    );
  });
});

describe('what the server tells of the robot', () => {
  it('its topics, and who publishes them where it has a graph', async () => {
    await meet({ encoding: 'ros1' });
    robot.offer('/joint_states', 'sensor_msgs/JointState');
    robot.offer('/camera', 'sensor_msgs/CompressedImage');
    expect(await client.topics(1000)).toContainEqual({
      name: '/joint_states',
      type: 'sensor_msgs/JointState',
    });
    await vi.waitFor(() => expect(robot.saidOf('subscribeConnectionGraph')).toHaveLength(1));
    expect(await client.hasPublisher('/joint_states')).toBeNull();
    expect(await client.hasPublisher('/nowhere')).toBe(false);
    const graph = (publisherIds: string[], removedTopics: string[] = []): void => {
      const publishedTopics = [{ name: '/joint_states', publisherIds }];
      const update = { op: 'connectionGraphUpdate', publishedTopics, subscribedTopics: [], removedTopics };
      robot.sockets[0]!.send(JSON.stringify({ ...update, advertisedServices: [], removedServices: [] }));
    };
    graph(['/driver']);
    await vi.waitFor(async () => expect(await client.hasPublisher('/joint_states')).toBe(true));
    expect(await client.hasPublisher('/camera')).toBe(false);
    graph([]);
    await vi.waitFor(async () => expect(await client.hasPublisher('/joint_states')).toBe(false));
  });

  it('waits for its topics only so long', async () => {
    await meet({ encoding: 'ros1' });
    await expect(client.topics(50)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('its time, made between the question and the answer', async () => {
    await meet({ encoding: 'ros1' });
    const AHEAD_NS = 3_600_000_000_000n;
    const robotNow = (): bigint => process.hrtime.bigint() + AHEAD_NS;
    const timer = setInterval(() => robot.server.broadcastTime(robotNow()), 5);
    for (let i = 0; i < 20; i += 1) {
      const sentNs = process.hrtime.bigint();
      const robotNs = (await client.robotTimeNs(1000))!;
      expect(robotNs - AHEAD_NS).toBeGreaterThanOrEqual(sentNs);
      expect(robotNs - AHEAD_NS).toBeLessThanOrEqual(process.hrtime.bigint());
    }
    clearInterval(timer);
    expect(await client.robotTimeNs(50)).toBeNull();
  });

  it('nothing of its time where it has none to tell', async () => {
    await meet({ encoding: 'ros1', capabilities: [] });
    expect(await client.robotTimeNs(60_000)).toBeNull();
  });

  it('its warnings and errors, each kind once', async () => {
    await meet({ encoding: 'ros1' });
    robot.server.sendStatus({ level: 0, message: 'hello' });
    robot.server.sendStatus({ level: 1, message: 'slow client' });
    robot.server.sendStatus({ level: 2, message: 'no such node' });
    await vi.waitFor(() => expect(client.faults.get('server-error')).toBe(3));
    expect(client.faults.get('server-warning')).toBe(3);
    expect(faults).toEqual([
      { kind: 'server-warning', message: 'slow client' },
      { kind: 'server-error', message: 'no such node' },
    ]);
  });
});

describe('channels', () => {
  it('are found when they come late, and again under another id', async () => {
    await meet({ encoding: 'cdr' });
    const joints = listen('/joint_states', 'sensor_msgs/JointState');
    for (let round = 1; round <= 3; round += 1) {
      robot.offer('/joint_states', 'sensor_msgs/JointState');
      await subscribed(round);
      robot.send('/joint_states', { position: [round] });
      await vi.waitFor(() => expect(joints).toHaveLength(round));
      expect(joints.at(-1)!.position).toEqual(Float64Array.of(round));
      robot.withdraw('/joint_states');
    }
    expect(faults).toEqual([]);
  });

  it('of another type or encoding are refused in words, once', async () => {
    await meet({ encoding: 'cdr' });
    robot.offer('/joint_states', 'sensor_msgs/Imu');
    const channel = { topic: '/idl', schemaName: 'std_msgs/msg/Bool', schema: 'module std_msgs {}' };
    robot.server.addChannel({ ...channel, encoding: 'cdr', schemaEncoding: 'ros2idl' });
    robot.server.addChannel({ ...channel, topic: '/proto', encoding: 'protobuf' });
    robot.server.addChannel({ ...channel, topic: '/torn', encoding: 'cdr', schemaEncoding: 'ros2msg' });
    listen('/joint_states', 'sensor_msgs/JointState');
    for (const topic of ['/idl', '/proto', '/torn']) listen(topic, 'std_msgs/Bool');
    await vi.waitFor(() => expect(faults).toHaveLength(4));
    expect(faults.map(({ kind, message }) => `${kind}: ${message.split(':', 1)[0]}`)).toEqual([
      'wrong-type /joint_states: /joint_states has type sensor_msgs/msg/Imu, the profile says sensor_msgs/JointState',
      'unsupported-schema: /idl is defined in ros2idl; Retrace reads ros2msg',
      'unsupported-encoding: /proto comes as protobuf; Retrace reads ros1, cdr, json',
      'malformed-definition: /torn',
    ]);
  });
});

describe('commands that cannot be sent', () => {
  it('are dropped and told once, where the server takes none or the type is unknown', async () => {
    await meet({ encoding: 'ros1', capabilities: [] });
    client.advertise('/twist', 'geometry_msgs/Twist');
    expect(client.publish('/twist', {})).toBe(false);
    expect(client.publish('/twist', {})).toBe(false);
    expect(client.droppedCommands).toBe(2);
    expect(faults).toEqual([
      {
        kind: 'not-advertised /twist',
        message: '/twist was not sent: the server takes no messages from its clients',
      },
    ]);
  });

  it('are sent by the definition of a channel of the same type, as soon as there is one', async () => {
    await meet({ encoding: 'ros1' });
    client.advertise('/imu_command', 'sensor_msgs/Imu');
    expect(client.publish('/imu_command', {})).toBe(false);
    expect(faults[0]!.message).toBe(
      '/imu_command was not sent: the definition of sensor_msgs/Imu is not known',
    );
    robot.offer('/imu', 'sensor_msgs/Imu');
    await vi.waitFor(() =>
      expect(client.publish('/imu_command', { linear_acceleration: { x: 2 } })).toBe(true),
    );
    await vi.waitFor(() => expect(robot.received).toHaveLength(1));
    expect(robot.received[0]!.message).toMatchObject({ linear_acceleration: { x: 2, y: 0, z: 0 } });
  });

  it('are dropped when they are not of their type', async () => {
    await meet({ encoding: 'ros1' });
    await advertised({ '/twist': 'geometry_msgs/Twist' });
    expect(client.publish('/twist', { linear: { forward: 1 } })).toBe(false);
    expect(faults[0]).toEqual({
      kind: 'unwritable /twist',
      message: 'a command for /twist was not sent: the message has no field linear.forward',
    });
  });
});

it.each(['foxglove.sdk.v1', 'foxglove.websocket.v1'])('the server may know only %s', async (subprotocol) => {
  await meet({ encoding: 'cdr', subprotocol });
  expect(client.status).toEqual({ status: 'up', reason: '' });
});
