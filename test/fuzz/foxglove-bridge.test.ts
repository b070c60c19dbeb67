import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RosMessage } from '../../robots/bridge/bridge.ts';
import { FoxgloveClient } from '../../robots/bridge/foxglove/client.ts';
import { seededRandom } from '../builders/random.ts';
import { definitionText, independentCodec, type RosEncoding } from '../support/foxglove-server.ts';
import { type Mutation, mutate } from './mutate.ts';

/** Longer than this in one go, the control loop would miss ticks that count. */
const MAX_STALL_MS = 500;
const MUTATIONS: Mutation[] = ['truncate', 'flip-one', 'flip-some', 'zero-block'];
const BODIES_PER_ENCODING = 2000;
const TEXTS = 4000;
const BINARIES = 3000;
const DEFINITIONS = 1000;

const tally = { frames: 0, delivered: 0, faults: 0, kinds: 0, maxStallMs: 0 };
afterAll(() => {
  console.log(`fuzz of the Foxglove bridge: ${JSON.stringify(tally)}`);
  expect(tally.frames).toBeGreaterThanOrEqual(10_000);
});

interface Channel {
  id: number;
  topic: string;
  encoding: string;
  schemaName: string;
  schema: string;
}

/** Speaks only as much of the protocol as it takes to be listened to, and can say anything. */
class RawServer {
  readonly sockets: WebSocket[] = [];
  /** Of each channel, the socket that has subscribed to it, and by which id. */
  readonly subscribers = new Map<number, { socket: WebSocket; id: number }>();
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, channels: Channel[]) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      const supportedEncodings = ['ros1', 'cdr', 'json'];
      const capabilities = ['clientPublish', 'services', 'time', 'connectionGraph'];
      socket.send(JSON.stringify({ op: 'serverInfo', name: 'raw', capabilities, supportedEncodings }));
      socket.send(JSON.stringify({ op: 'advertise', channels }));
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const { op, subscriptions } = JSON.parse(String(data));
        if (op !== 'subscribe') return;
        for (const { id, channelId } of subscriptions) this.subscribers.set(channelId, { socket, id });
      });
    });
  }

  static async start(channels: Channel[]): Promise<RawServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new RawServer(server, channels);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  sendMessage(channelId: number, body: Uint8Array): void {
    const { socket, id } = this.subscribers.get(channelId)!;
    socket.send(messageFrame(id, body));
  }

  /** Frames stay in order, so all that was sent before has been read by then. */
  async allRead(): Promise<void> {
    await Promise.all(
      this.sockets.map(async (socket) => {
        socket.ping();
        await once(socket, 'pong');
      }),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function messageFrame(subscriptionId: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(subscriptionId, 1);
  return Buffer.concat([head, body]);
}

function channel(id: number, topic: string, type: string, encoding: RosEncoding): Channel {
  return { id, topic, encoding, schemaName: type, schema: definitionText(type, encoding) };
}

const JOINTS = 'sensor_msgs/JointState';
const IMAGE = 'sensor_msgs/CompressedImage';
const STAMP = { sec: 1, nsec: 2, nanosec: 2 };
const header = { seq: 1, stamp: STAMP, frame_id: 'base' };
const joints = { header, name: ['a', 'b'], position: [1, 2], velocity: [0, 0], effort: [] };
const image = { header, format: 'jpeg', data: Uint8Array.from({ length: 3000 }, (_, i) => i & 0xff) };

const CHANNELS: Channel[] = [
  channel(1, '/ros1/joints', JOINTS, 'ros1'),
  channel(2, '/ros1/image', IMAGE, 'ros1'),
  channel(3, '/cdr/joints', JOINTS, 'cdr'),
  channel(4, '/cdr/image', IMAGE, 'cdr'),
  { id: 5, topic: '/json/joints', encoding: 'json', schemaName: JOINTS, schema: '' },
];

const BODIES = new Map<number, Buffer>([
  [1, Buffer.from(independentCodec(CHANNELS[0]!.schema, 'ros1').write(joints))],
  [2, Buffer.from(independentCodec(CHANNELS[1]!.schema, 'ros1').write(image))],
  [3, Buffer.from(independentCodec(CHANNELS[2]!.schema, 'cdr').write(joints))],
  [4, Buffer.from(independentCodec(CHANNELS[3]!.schema, 'cdr').write(image))],
  [5, Buffer.from(JSON.stringify(joints))],
]);

const TEMPLATES = [
  { op: 'status', level: 2, message: 'no such node' },
  { op: 'removeStatus', statusIds: ['a'] },
  { op: 'advertise', channels: [{ ...CHANNELS[0]!, id: 70, topic: '/other' }] },
  { op: 'unadvertise', channelIds: [70, 71] },
  {
    op: 'advertiseServices',
    services: [{ id: 1, name: '/s', type: 't', requestSchema: '', responseSchema: '' }],
  },
  { op: 'unadvertiseServices', serviceIds: [1] },
  { op: 'serviceCallFailure', serviceId: 1, callId: 1, message: 'no' },
  { op: 'parameterValues', parameters: [{ name: '/p', value: 1 }] },
  {
    op: 'connectionGraphUpdate',
    publishedTopics: [{ name: '/a', publisherIds: ['/n'] }],
    subscribedTopics: [],
    advertisedServices: [],
    removedTopics: ['/b'],
    removedServices: [],
  },
];

/** Values that a field may have when the other side is mistaken about its type. */
const STRANGE: unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  '',
  'x'.repeat(10_000),
  [],
  [[]],
  {},
  [null],
  { op: {} },
];

function strangeText(seed: number): Buffer {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const template = pick(TEMPLATES);
  if (seed % 3 === 0) return mutate(Buffer.from(JSON.stringify(template)), pick(MUTATIONS), random);
  if (seed % 3 === 1) {
    const fields: [string, unknown][] = Object.entries(template);
    fields[Math.floor(random() * fields.length)]![1] = pick(STRANGE);
    return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
  }
  if (seed % 300 === 2) return Buffer.from(`{"op":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
  return Buffer.from(JSON.stringify(pick(STRANGE)));
}

function strangeBinary(seed: number): Buffer {
  const random = seededRandom(seed);
  const bytes = Buffer.from(Uint8Array.from({ length: Math.floor(random() * 60) }, () => random() * 256));
  // Half of them with an opcode that there is.
  if (bytes.byteLength > 0 && seed % 2 === 0) bytes.writeUInt8(1 + Math.floor(random() * 4), 0);
  return bytes;
}

test('whatever a server sends is counted, told once per kind, and never stops the bridge', async () => {
  const server = await RawServer.start(CHANNELS);
  const client = new FoxgloveClient({ url: server.url });
  const told: string[] = [];
  client.onFault(({ kind, message }) => {
    expect(message.length).toBeLessThan(1000);
    told.push(kind);
  });
  const delivered = new Map<string, RosMessage[]>();
  for (const { topic, schemaName } of [...CHANNELS, channel(0, '/defined', JOINTS, 'ros1')]) {
    delivered.set(topic, []);
    const onMessage = (message: RosMessage): void => void delivered.get(topic)!.push(message);
    client.subscribe({ topic, type: schemaName, isImage: schemaName === IMAGE, onMessage });
  }
  await vi.waitFor(() => expect(client.status.status).toBe('up'));
  const lost: string[] = [];
  client.onStatus(({ reason }) => lost.push(reason));
  await vi.waitFor(() => expect(server.subscribers.size).toBe(CHANNELS.length));
  const stall = monitorEventLoopDelay({ resolution: 5 });
  stall.enable();
  const breathe = async (sent: number): Promise<void> => {
    tally.frames += 1;
    if (sent % 200 === 0) await server.allRead();
  };
  const faultsNow = (): number => [...client.faults.values()].reduce((sum, count) => sum + count, 0);

  // Bodies: each is either handed on or counted, and what is handed on has the shape of its type.
  for (const { id, topic, encoding } of CHANNELS) {
    const faultsBefore = faultsNow();
    for (let seed = 0; seed < BODIES_PER_ENCODING; seed += 1) {
      const body = mutate(BODIES.get(id)!, MUTATIONS[seed % MUTATIONS.length]!, seededRandom(seed));
      server.sendMessage(id, body);
      await breathe(seed);
    }
    await server.allRead();
    const messages = delivered.get(topic)!;
    expect(messages.length + faultsNow() - faultsBefore, topic).toBe(BODIES_PER_ENCODING);
    expect(client.faults.get(`malformed-${encoding}`)).toBeGreaterThan(100);
    if (encoding === 'json') continue;
    for (const { name, position, data, header: found } of messages) {
      expect(typeof (found as { frame_id: unknown }).frame_id).toBe('string');
      if (topic.endsWith('image')) expect((data as Uint8Array).byteLength).toBeLessThanOrEqual(3100);
      else expect([Array.isArray(name), position instanceof Float64Array]).toEqual([true, true]);
    }
    tally.delivered += messages.length;
  }

  // Definitions: a server's own mistake, and code where a name should stand.
  const good = CHANNELS[0]!.schema;
  for (let seed = 0; seed < DEFINITIONS; seed += 1) {
    const random = seededRandom(seed);
    const schema =
      seed % 5 === 0
        ? `${good}\n===\nMSG: x/Y[globalThis.wasHere=1]\nint8 z\n`
        : mutate(Buffer.from(good), MUTATIONS[seed % MUTATIONS.length]!, random).toString('latin1');
    const id = 1000 + seed;
    const offer = { op: 'advertise', channels: [{ ...CHANNELS[0]!, id, topic: '/defined', schema }] };
    for (const socket of server.sockets) socket.send(JSON.stringify(offer));
    await server.allRead();
    if (server.subscribers.has(id)) server.sendMessage(id, BODIES.get(1)!);
    for (const socket of server.sockets) socket.send(JSON.stringify({ op: 'unadvertise', channelIds: [id] }));
    await breathe(seed);
  }
  expect(Object.hasOwn(globalThis, 'wasHere')).toBe(false);
  expect(client.faults.get('malformed-definition')).toBeGreaterThan(DEFINITIONS / 4);

  for (let seed = 0; seed < TEXTS; seed += 1) {
    server.sockets[seed % 3]!.send(strangeText(seed), { binary: false });
    await breathe(seed);
  }
  for (let seed = 0; seed < BINARIES; seed += 1) {
    server.sockets[seed % 3]!.send(strangeBinary(seed));
    await breathe(seed);
  }
  await server.allRead();
  stall.disable();
  tally.faults = faultsNow();
  tally.kinds = told.length;
  tally.maxStallMs = Math.round(stall.max / 1e6);

  expect(lost).toEqual([]);
  expect(new Set(told).size).toBe(told.length);
  expect(told.toSorted()).toEqual([...client.faults.keys()].toSorted());
  expect(tally.maxStallMs).toBeLessThan(MAX_STALL_MS);
  // And it still hears what is well said.
  const again = { ...CHANNELS[0]!, id: 9000 };
  server.subscribers.clear();
  for (const socket of server.sockets) {
    socket.send(JSON.stringify({ op: 'unadvertise', channelIds: [1] }));
    socket.send(JSON.stringify({ op: 'advertise', channels: [again] }));
  }
  await vi.waitFor(() => expect(server.subscribers.has(9000)).toBe(true));
  const before = delivered.get('/ros1/joints')!.length;
  server.sendMessage(9000, BODIES.get(1)!);
  await vi.waitFor(() => expect(delivered.get('/ros1/joints')).toHaveLength(before + 1));
  await client.close();
  await server.close();
}, 30_000);
