import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { fromMs } from '../../../core/time.ts';
import { QUIRKS, type QuirksName } from './quirks.ts';
import { RosbridgeServer } from './rosbridge-server.ts';
import { PUBLISHED } from './topics.ts';

const IMAGE = PUBLISHED.frontImage.topic;
const JOINTS = PUBLISHED.jointStates.topic;
const SERVICE_MS = 400;
const PICTURE = new Uint8Array(200_000);

let server: RosbridgeServer;
let timer: NodeJS.Timeout;
const clients: WebSocket[] = [];

afterEach(async () => {
  clearInterval(timer);
  for (const client of clients.splice(0)) client.terminate();
  await server.close();
  vi.restoreAllMocks();
});

/** A server that sends 40 MB a second to whoever takes the picture, and has one slow service. */
async function start(quirks: QuirksName): Promise<void> {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const onCall = async () => {
    await new Promise((resolve) => setTimeout(resolve, SERVICE_MS));
    return { success: true };
  };
  server = await RosbridgeServer.listen({
    host: '127.0.0.1',
    port: 0,
    isLossless: false,
    quirks: QUIRKS[quirks],
    onPublish: () => published.push(performance.now()),
    onCall,
  });
  let timeMs = 0;
  timer = setInterval(() => {
    timeMs += 5;
    server.publish(IMAGE, { data: PICTURE }, fromMs(timeMs));
    server.publish(JOINTS, { name: ['a'], position: Float64Array.of(1) }, fromMs(timeMs));
  }, 5);
}

const published: number[] = [];

interface Naive {
  socket: WebSocket;
  heard: Record<string, unknown>[];
  send(message: object): void;
}

async function connect(): Promise<Naive> {
  const socket = new WebSocket(server.url, { handshakeTimeout: 500 });
  clients.push(socket);
  const heard: Record<string, unknown>[] = [];
  socket.on('message', (data, isBinary) => {
    heard.push(isBinary ? { op: 'publish', isBinary } : JSON.parse(String(data)));
  });
  await once(socket, 'open');
  return { socket, heard, send: (message) => socket.send(JSON.stringify(message)) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes pictures without a word about queues, reads none of them, and is cut off. */
async function stallAndLeave(queue_length: number): Promise<void> {
  const { socket, send } = await connect();
  send({ op: 'subscribe', topic: IMAGE, compression: 'cbor', queue_length });
  await pause(50);
  (socket as unknown as { _socket: { pause(): void } })._socket.pause();
  await pause(600);
  socket.terminate();
  await pause(50);
}

describe('a server of ROS 1', () => {
  it('loses messages with strings in CBOR and says nothing', async () => {
    await start('ros1');
    const inJson = await connect();
    const inCbor = await connect();
    inJson.send({ op: 'subscribe', topic: JOINTS });
    inCbor.send({ op: 'subscribe', topic: JOINTS, compression: 'cbor', queue_length: 1 });
    await vi.waitFor(() => expect(inJson.heard.length).toBeGreaterThan(5));
    expect(inCbor.heard).toEqual([]);
  });

  it.each([
    [0, false],
    [1, true],
  ])('after a client with a queue of %i stalled and left, the topic lives: %s', async (queue, isAlive) => {
    await start('ros1');
    await stallAndLeave(queue);
    const healthy = await connect();
    healthy.send({ op: 'subscribe', topic: IMAGE, compression: 'cbor', queue_length: 1 });
    await pause(200);
    expect(healthy.heard.length > 0).toBe(isAlive);
    const joints = await connect();
    joints.send({ op: 'subscribe', topic: JOINTS, queue_length: 1 });
    await vi.waitFor(() => expect(joints.heard.length).toBeGreaterThan(5));
  });
});

describe('a server of ROS 2 up to 2.1', () => {
  it.each([
    [0, true],
    [1, false],
  ])('after a client with a queue of %i was cut off, it lets others in: %s', async (queue, letsIn) => {
    await start('ros2-2.1');
    await stallAndLeave(queue);
    const isIn = await connect().then(
      () => true,
      () => false,
    );
    expect(isIn).toBe(letsIn);
  });

  it('reads a command only after the service call before it on the same socket', async () => {
    await start('ros2-2.1');
    published.length = 0;
    const one = await connect();
    const other = await connect();
    const command = { op: 'publish', topic: '/gripper/width_command', msg: { data: 0 } };
    const startMs = performance.now();
    one.send({ op: 'call_service', id: 'a', service: '/slow' });
    one.send(command);
    other.send(command);
    await vi.waitFor(() => expect(published).toHaveLength(2));
    expect(published[0]! - startMs).toBeLessThan(SERVICE_MS / 2);
    expect(published[1]! - startMs).toBeGreaterThan(SERVICE_MS - 50);
  });
});

describe('ros2-web-bridge', () => {
  it('sends bytes as numbers in JSON, whatever was asked for, and must be told the type', async () => {
    await start('web-bridge');
    const { heard, send } = await connect();
    send({ op: 'subscribe', topic: IMAGE, compression: 'cbor', throttle_rate: 10_000 });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({ op: 'status', level: 'error' });
    send({ op: 'subscribe', topic: IMAGE, type: 'sensor_msgs/msg/CompressedImage', compression: 'cbor' });
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(2));
    expect((heard[1] as { msg: { data: number[] } }).msg.data).toEqual([...PICTURE]);
    send({ op: 'call_service', id: 'a', service: '/slow' });
    await vi.waitFor(() => expect(heard.find(({ id }) => id === 'a')).toMatchObject({ op: 'status' }));
  });
});
