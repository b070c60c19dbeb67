import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serializeMethodCall } from '@foxglove/xmlrpc';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { BridgeFault } from '../../robots/bridge/bridge.ts';
import { Ros1Client } from '../../robots/bridge/ros1/client.ts';
import { FrameReader } from '../../robots/bridge/ros1/frame-reader.ts';
import { encodeHeader, frame, parseHeader } from '../../robots/bridge/ros1/header.ts';
import { ask } from '../../robots/bridge/ros1/xml-rpc.ts';
import { parseRobotProfile } from '../../robots/parse-profile.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { SystemClock } from '../../station/clocks.ts';
import { RobotLink } from '../../station/robot-link.ts';
import { seededRandom } from '../builders/random.ts';
import { definitionText, independentCodec } from '../support/foxglove-server.ts';
import { RawRosRobot } from '../support/raw-ros-robot.ts';
import { type Mutation, mutate } from './mutate.ts';

/** A machine that is busy with other work stalls too; a message that takes this long is a hang. */
const MAX_STALL_MS = 1000;
const MUTATIONS: Mutation[] = ['truncate', 'flip-one', 'flip-some', 'zero-block'];
const PROFILE = new URL('../ros1/debian-arm.json', import.meta.url);

const tally = { inputs: 0, heard: 0, faults: 0, kinds: 0, maxStallMs: 0 };
afterAll(() => {
  console.log(`fuzz of the ROS 1 bridge: ${JSON.stringify(tally)}`);
  expect(tally.inputs).toBeGreaterThanOrEqual(10_000);
});

let profile: RobotProfile;
let robot: RawRosRobot;
let client: Ros1Client;
let link: RobotLink;
let told: BridgeFault[];

beforeEach(async () => {
  const text = await readFile(PROFILE, 'utf8');
  profile = parseRobotProfile(text, 'debian-arm.json');
  const topics = [...profile.cameras, ...profile.streams].map(({ topic, type }) => [topic, type]);
  robot = await RawRosRobot.start(
    Object.fromEntries([...topics, ['/joint_command', 'sensor_msgs/JointState']]),
  );
  client = new Ros1Client({ url: robot.uri });
  told = [];
  client.onFault((fault) => told.push(fault));
  link = new RobotLink({ profile, bridge: client, clock: new SystemClock(), sharesClock: false });
  await vi.waitFor(() => expect([client.status.status, robot.listeners.size]).toEqual(['up', 4]), 5000);
});

afterEach(async () => {
  await link.close();
  robot.close();
});

function countedOnce(): void {
  const kinds = told.map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
  tally.kinds = Math.max(tally.kinds, kinds.length);
  for (const count of client.faults.values()) tally.faults += count;
}

function joints(position: number[]): Buffer {
  const stamp = { sec: 1_700_000_000, nsec: 5 };
  const message = { header: { seq: 0, stamp, frame_id: '' }, name: ['shoulder', 'elbow'], position };
  const whole = { ...message, velocity: [], effort: [] };
  return Buffer.from(independentCodec(definitionText('sensor_msgs/JointState', 'ros1'), 'ros1').write(whole));
}

function image(): Buffer {
  const header = { seq: 0, stamp: { sec: 1_700_000_000, nsec: 5 }, frame_id: 'camera' };
  const size = { height: 12, width: 16, encoding: 'rgb8', is_bigendian: 0, step: 48 };
  const message = { header, ...size, data: new Uint8Array(12 * 48).fill(90) };
  return Buffer.from(independentCodec(definitionText('sensor_msgs/Image', 'ros1'), 'ros1').write(message));
}

const faultsOf = (topic: string) =>
  (client.faults.get('malformed-message') ?? 0) + (client.faults.get(`unusable ${topic}`) ?? 0);

const pickMutation = (random: () => number) => MUTATIONS[Math.floor(random() * MUTATIONS.length)]!;

/** Sends this many damaged copies, in batches, each after the last was taken. */
async function flood(
  topic: string,
  whole: Buffer,
  count: number,
  taken: (sent: number) => void,
): Promise<void> {
  const stall = monitorEventLoopDelay({ resolution: 10 });
  stall.enable();
  const random = seededRandom(11);
  for (let sent = 0; sent < count; ) {
    const batch = Array.from({ length: 200 }, () => frame(mutate(whole, pickMutation(random), random)));
    robot.listeners.get(topic)!.write(Buffer.concat(batch));
    sent += batch.length;
    await vi.waitFor(() => taken(sent), { timeout: 5000, interval: 2 });
  }
  stall.disable();
  tally.inputs += count;
  tally.maxStallMs = Math.max(tally.maxStallMs, Math.round(stall.max / 1e6));
  expect(stall.max / 1e6).toBeLessThan(MAX_STALL_MS);
}

test('joint states that are damaged are heard or counted, each one', async () => {
  const { topic } = profile.streams[0]!;
  const [stream] = link.states;
  const whole = joints([0.1, 0.2]);
  await flood(topic, whole, 6000, (sent) => expect(stream!.count + faultsOf(topic)).toBe(sent));
  tally.heard += stream!.count;
  expect(stream!.count).toBeGreaterThan(1000);
  expect(faultsOf(topic)).toBeGreaterThan(1000);
  robot.listeners.get(topic)!.write(frame(joints([0.5, -0.5])));
  await vi.waitFor(() => expect(link.state()).toEqual([0.5, -0.5]));
  expect(client.status.status).toBe('up');
  countedOnce();
});

test('images that are damaged are encoded, dropped or counted, and whole ones go on', async () => {
  const { topic } = profile.cameras[0]!;
  const [stream] = link.cameras;
  const whole = image();
  let faults = 0;
  await flood(topic, whole, 4000, () => {
    expect(faultsOf(topic)).toBeGreaterThan(faults);
    faults = faultsOf(topic);
  });
  await vi.waitFor(() => {
    robot.listeners.get(topic)!.write(frame(whole));
    expect(stream!.latest?.value.subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8));
  }, 5000);
  tally.heard += stream!.count;
  expect(client.status.status).toBe('up');
  countedOnce();
});

test('a stream that is cut anywhere gives the same messages, and a broken one ends in an error', () => {
  const random = seededRandom(12);
  for (let run = 0; run < 1000; run += 1) {
    const sent = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
      Buffer.alloc(Math.floor(random() * 60), Math.floor(random() * 256)),
    );
    const stream = Buffer.concat(sent.map(frame));
    expect(readIn(stream, random)).toEqual(sent);
    try {
      readIn(mutate(stream, pickMutation(random), random), random);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-input' });
    }
    tally.inputs += 1;
  }
});

/** In chunks of any length. */
function readIn(stream: Buffer, random: () => number): Buffer[] {
  const reader = new FrameReader(1000);
  const frames: Buffer[] = [];
  for (let at = 0; at < stream.byteLength; ) {
    const end = at + 1 + Math.floor(random() * 40);
    reader.push(stream.subarray(at, end), (bytes) => frames.push(bytes));
    at = end;
  }
  return frames;
}

test('a header that is damaged is read or refused', () => {
  const random = seededRandom(13);
  const fields = { callerid: '/robot', md5sum: '*', topic: '/joint_states', type: 'sensor_msgs/JointState' };
  const whole = encodeHeader(fields).subarray(4);
  expect(Object.fromEntries(parseHeader(whole))).toEqual(fields);
  let refused = 0;
  for (let run = 0; run < 2000; run += 1) {
    try {
      parseHeader(mutate(whole, pickMutation(random), random));
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      refused += 1;
    }
  }
  tally.inputs += 2000;
  expect(refused).toBeGreaterThan(500);
});

test('a publisher whose header, length or answers are wrong is tried again, and heard when it is right', async () => {
  const { topic } = profile.streams[0]!;
  const huge = Buffer.alloc(4);
  huge.writeUInt32LE(0xffff_ffff);
  robot.listeners.get(topic)!.write(huge);
  await vi.waitFor(() => expect(client.faults.get('broken-stream')).toBe(1));
  robot.damage = (xml) => xml.replace('TCPROS', 'UDPROS');
  await vi.waitFor(() => expect(client.faults.get('publisher-unreachable')).toBeGreaterThan(0), 5000);
  robot.damage = (xml) => xml;
  await vi.waitFor(() => {
    robot.listeners.get(topic)!.write(frame(joints([0.3, 0.3])));
    expect(link.state()).toEqual([0.3, 0.3]);
  }, 5000);
  tally.inputs += 2;
  countedOnce();
});

test('who knocks with something else than a header gets nothing, and a listener is served', async () => {
  const random = seededRandom(14);
  const [, host, port] = (await ask(
    robot.callerUri,
    'requestTopic',
    ['/x', '/joint_command', [['TCPROS']]],
    1000,
  )) as [string, string, number];
  const header = encodeHeader({
    callerid: '/robot',
    md5sum: '*',
    topic: '/joint_command',
    type: 'sensor_msgs/JointState',
  });
  for (let run = 0; run < 300; run += 1) {
    const socket = connect({ host, port });
    socket.on('error', () => {});
    socket.end(mutate(header, pickMutation(random), random));
    socket.resume();
    await once(socket, 'close');
    tally.inputs += 1;
  }
  const listener = connect({ host, port });
  const frames: Buffer[] = [];
  const reader = new FrameReader(10_000);
  listener.on('data', (chunk) => reader.push(chunk, (bytes) => frames.push(bytes)));
  listener.write(header);
  const message = { name: ['elbow'], position: [0.25] };
  await vi.waitFor(() => expect(client.publish('/joint_command', message)).toBe(true), 5000);
  await vi.waitFor(() => expect(frames).toHaveLength(2));
  expect(parseHeader(frames[0]!).get('type')).toBe('sensor_msgs/JointState');
  const codec = independentCodec(definitionText('sensor_msgs/JointState', 'ros1'), 'ros1');
  expect(codec.read(frames[1]!)).toMatchObject({ name: ['elbow'], position: Float64Array.of(0.25) });
  listener.destroy();
  countedOnce();
});

test('calls and answers over XML-RPC that are damaged are refused, and the next is answered', async () => {
  const random = seededRandom(15);
  const call = serializeMethodCall('publisherUpdate', ['/master', '/joint_states', [robot.uri]]);
  for (let run = 0; run < 150; run += 1) {
    const body = new Uint8Array(mutate(Buffer.from(call), pickMutation(random), random));
    const response = await fetch(robot.callerUri, { method: 'POST', body });
    await response.text();
  }
  expect(await ask(robot.callerUri, 'getPid', ['/x'], 1000)).toBe(process.pid);
  robot.damage = (xml) => String(mutate(Buffer.from(xml), pickMutation(random), random));
  let refused = 0;
  for (let run = 0; run < 300; run += 1) {
    await ask(robot.uri, 'registerSubscriber', ['/x', '/t', 'std_msgs/Bool', robot.callerUri], 200).catch(
      (error: unknown) => {
        expect(error).toBeInstanceOf(AppError);
        refused += 1;
      },
    );
  }
  expect(refused).toBeGreaterThan(60);
  robot.damage = (xml) => xml;
  tally.inputs += 450;
  await vi.waitFor(() => expect(client.status.status).toBe('up'), 10_000);
  countedOnce();
});
