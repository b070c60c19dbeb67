import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Encoder } from 'cbor-x';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { BridgeFault } from '../../robots/bridge/bridge.ts';
import { RosbridgeClient } from '../../robots/bridge/rosbridge/client.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { SystemClock } from '../../station/clocks.ts';
import { RobotLink } from '../../station/robot-link.ts';
import { readProfile } from '../../station/seat.ts';
import { seededRandom } from '../builders/random.ts';
import { type Mutation, mutate } from './mutate.ts';

/** Of one batch of messages, in processor time: a machine that is busy with other work stalls as well. */
const MAX_BATCH_MS = 1000;
const INT64_MAX = 2n ** 63n - 1n;
const MUTATIONS: Mutation[] = ['truncate', 'flip-one', 'flip-some', 'zero-block'];

const tally = { frames: 0, heard: 0, faults: 0, kinds: 0, maxBatchMs: 0 };
afterAll(() => {
  console.log(`fuzz of rosbridge: ${JSON.stringify(tally)}`);
  expect(tally.frames).toBeGreaterThanOrEqual(10_000);
});

const cbor = new Encoder({ useRecords: false, tagUint8Array: false, variableMapSize: true });

let server: WebSocketServer;
/** By the topic that was subscribed on it. */
let sockets: Map<string, WebSocket>;
let profile: RobotProfile;
let client: RosbridgeClient;
let link: RobotLink;
let told: BridgeFault[];

beforeEach(async () => {
  sockets = new Map();
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { op, topic } = JSON.parse(String(data));
      if (op === 'subscribe') sockets.set(topic, socket);
    });
  });
  await once(server, 'listening');
  profile = await readProfile(SIMULATED_PROFILE);
  client = new RosbridgeClient({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rosVersion: 1,
  });
  told = [];
  client.onFault((fault) => told.push(fault));
  link = new RobotLink({ profile, bridge: client, clock: new SystemClock(), sharesClock: false });
  await up();
});

afterEach(async () => {
  await link.close();
  for (const socket of server.clients) socket.terminate();
  server.close();
});

const up = () => vi.waitFor(() => expect(client.status.status).toBe('up'), 10_000);

/** Frames stay in order, so all that was sent before has been read by then. */
async function allRead(): Promise<void> {
  await Promise.all(
    [...server.clients].map(async (socket) => {
      socket.ping();
      await once(socket, 'pong');
    }),
  );
}

const faultCount = () => [...client.faults.values()].reduce((sum, count) => sum + count, 0);
const heardCount = () => link.streams.reduce((sum, stream) => sum + stream.count, 0);

/** Sends `frames` of them, and expects the client to be none the worse. */
async function fuzz(
  frames: number,
  make: (random: () => number, topic: string) => string | Uint8Array,
  framesAtOnce = 200,
): Promise<void> {
  const topics = [...profile.cameras, ...profile.streams].map(({ topic }) => topic);
  let maxBatchMs = 0;
  for (let seed = 0; seed < frames; ) {
    const before = process.cpuUsage();
    for (const endSeed = Math.min(frames, seed + framesAtOnce); seed < endSeed; seed += 1) {
      const topic = topics[seed % topics.length]!;
      sockets.get(topic)!.send(make(seededRandom(seed), topic));
      tally.frames += 1;
    }
    await allRead();
    const { user, system } = process.cpuUsage(before);
    maxBatchMs = Math.max(maxBatchMs, Math.round((user + system) / 1000));
  }
  tally.maxBatchMs = Math.max(tally.maxBatchMs, maxBatchMs);
  tally.heard += heardCount();
  tally.faults += faultCount();
  tally.kinds += client.faults.size;
  expect(maxBatchMs).toBeLessThan(MAX_BATCH_MS);
  await expectUnharmed();
}

async function expectUnharmed(): Promise<void> {
  expect(client.status.status).toBe('up');
  expect(told.map(({ kind }) => kind)).toEqual([...client.faults.keys()]);
  for (const { message } of told) expect(message.length).toBeLessThan(500);
  for (const stream of link.streams) {
    if (stream.latest === null) continue;
    expect(stream.latest.stampNs > -INT64_MAX && stream.latest.stampNs < INT64_MAX).toBe(true);
  }
  expect(
    link
      .state()
      .every((value) => Number.isFinite(value) || link.states.some(({ latest }) => latest === null)),
  ).toBe(true);
  // What is right still comes through.
  const { topic } = profile.cameras[0]!;
  const before = link.cameras[0]!.count;
  sockets.get(topic)!.send(cbor.encode(publish(topic)));
  await vi.waitFor(() => expect(link.cameras[0]!.count).toBe(before + 1));
}

const JOINTS = ['gantry_x', 'gantry_y', 'gantry_z', 'wrist_yaw', 'gripper_width'];

function publish(topic: string) {
  const header = { seq: 1, stamp: { secs: 1_700_000_000, nsecs: 5 }, frame_id: 'f' };
  const vector = { x: 1, y: 2, z: 3 };
  const msg = topic.includes('image')
    ? { header, format: 'jpeg', data: new Uint8Array(300).fill(7) }
    : topic.includes('joint')
      ? {
          header,
          name: JOINTS,
          position: [1, 2, 3, 4, 5],
          velocity: [1, 2, 3, 4, 5],
          effort: [0, 0, 0, 0, 0],
        }
      : { header, wrench: { force: vector, torque: vector } };
  return { op: 'publish', topic, msg };
}

/** Values that nobody expects where they stand. */
function oddValue(random: () => number): unknown {
  const odd = [
    () => null,
    () => undefined,
    () => Number.NaN,
    () => Number.POSITIVE_INFINITY,
    () => -1e300,
    () => 2 ** 60,
    () => -1,
    () => 0.5,
    () => '',
    () => 'x'.repeat(1 + Math.floor(random() * 5000)),
    () => true,
    () => [],
    () => ({}),
    () => [[[[]]]],
    () => Array.from({ length: Math.floor(random() * 50) }, () => random() - 0.5),
    () => ['a', null, {}],
    () => ({ __proto__: null, constructor: 1, length: -1, secs: 'a', nsecs: {} }),
    () => ({ secs: 2 ** 50, nsecs: -(2 ** 50), sec: 1, nanosec: 1 }),
    () => ({ toString: 1, valueOf: 1, toJSON: 1 }),
    () => 2n ** 63n,
    () => new Uint8Array(Math.floor(random() * 100)),
  ];
  return odd[Math.floor(random() * odd.length)]!();
}

/** The value with some of what is in it left out or replaced. */
function spoil(value: unknown, random: () => number): unknown {
  const roll = random();
  if (roll < 0.12) return oddValue(random);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => spoil(item, random));
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => random() > 0.05)
      .map(([key, item]) => [random() < 0.03 ? `${key}x` : key, spoil(item, random)]),
  );
}

const inJson = (value: unknown) =>
  JSON.stringify(value, (_, item) =>
    item instanceof Uint8Array
      ? Buffer.from(item).toString('base64')
      : typeof item === 'bigint'
        ? Number(item)
        : item,
  ) ?? 'undefined';

test('wrong types, missing fields, numbers that are none', { timeout: 20_000 }, () =>
  fuzz(5000, (random, topic) => {
    const spoilt = spoil(publish(topic), random);
    return random() < 0.5 ? inJson(spoilt) : cbor.encode(spoilt);
  }),
);

test('bytes that were damaged on the way', { timeout: 20_000 }, () =>
  fuzz(5000, (random, topic) => {
    const isText = random() < 0.5;
    const whole = isText ? Buffer.from(inJson(publish(topic))) : Buffer.from(cbor.encode(publish(topic)));
    const damaged = mutate(whole, MUTATIONS[Math.floor(random() * MUTATIONS.length)]!, random);
    return isText ? damaged.toString('latin1') : damaged;
  }),
);

test('noise, and operations of no protocol', { timeout: 20_000 }, () => {
  const ops = [
    'publish',
    'service_response',
    'status',
    'set_level',
    'fragment',
    'png',
    'call_service',
    '',
    3,
  ];
  return fuzz(3000, (random) => {
    if (random() < 0.3) return Buffer.from(Array.from({ length: 1 + random() * 300 }, () => random() * 256));
    const op = ops[Math.floor(random() * ops.length)];
    return inJson({
      op,
      id: oddValue(random),
      values: oddValue(random),
      level: 'error',
      msg: oddValue(random),
    });
  });
});

test('nesting without end, and lengths that promise gigabytes', { timeout: 20_000 }, async () => {
  const bombs: (string | Uint8Array)[] = [
    '['.repeat(1_000_000),
    `{"op":"publish","topic":"/joint_states","msg":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    new Uint8Array(1_000_000).fill(0x81),
    new Uint8Array(1_000_000).fill(0xc1),
    Uint8Array.of(0x9b, 0, 0, 0, 1, 0, 0, 0, 0),
    Uint8Array.of(0xbb, 0, 0, 0, 1, 0, 0, 0, 0),
    Uint8Array.of(0x5b, 0, 0, 0, 1, 0, 0, 0, 0),
    Uint8Array.of(0x9a, 0x7f, 0xff, 0xff, 0xff),
  ];
  const before = process.memoryUsage().rss;
  await fuzz(80, (random) => bombs[Math.floor(random() * bombs.length)]!, 1);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(500);
});

test('100 MB in one message: the socket that brought it is renewed, and nothing else', {
  timeout: 20_000,
}, async () => {
  const camera = profile.cameras[0]!.topic;
  const joints = profile.streams[0]!.topic;
  const stateSocket = sockets.get(joints)!;
  sockets.get(camera)!.send(Buffer.alloc(100 * 2 ** 20));
  tally.frames += 1;
  await vi.waitFor(() => expect(client.status.status).toBe('down'), 5000);
  expect(client.status.reason).toBe('a message of more than 64 MiB came (video socket)');
  expect(client.isResponsive).toBe(true);
  await up();
  expect(sockets.get(joints)).toBe(stateSocket);
  expect(client.faults.get('oversized')).toBe(1);
  await expectUnharmed();
});
