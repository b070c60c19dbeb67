import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { FoxgloveRobot } from '../../../test/support/foxglove-server.ts';
import type { RosMessage } from '../bridge.ts';
import { FoxgloveClient } from './client.ts';

let robot: FoxgloveRobot;
let client: FoxgloveClient;

beforeEach(async () => {
  robot = await FoxgloveRobot.start({ encoding: 'ros1' });
  robot.offer('/joint_states', 'sensor_msgs/JointState');
  robot.offer('/camera', 'sensor_msgs/CompressedImage');
  client = new FoxgloveClient({ url: robot.url });
  client.advertise('/twist', 'geometry_msgs/Twist');
});

afterEach(async () => {
  await client.close();
  await robot.close();
});

const status = (expected: string) =>
  vi.waitFor(() => expect(client.status.status).toBe(expected), { timeout: 5000, interval: 5 });
/** ROS has connected the publishers by then. */
const commandable = async (): Promise<void> => {
  await status('up');
  await new Promise((resolve) => setTimeout(resolve, 350));
};
const twist = (x: number) => client.publish('/twist', { linear: { x } });
const twists = () => robot.received.map(({ message }) => (message.linear as { x: number }).x);

function listen(topic: string, type: string, isImage: boolean): RosMessage[] {
  const messages: RosMessage[] = [];
  client.subscribe({ topic, type, isImage, onMessage: (message) => messages.push(message) });
  return messages;
}

/** The lanes are connected in this order. */
const LANES = { commands: 0, state: 1, video: 2 } as const;
const socketOf = (lane: keyof typeof LANES): WebSocket => robot.sockets[LANES[lane]]!;

describe('a link that is honest', () => {
  it('drops commands while it is down, and replays none of them', async () => {
    expect(twist(1)).toBe(false);
    await commandable();
    expect(twist(2)).toBe(true);
    await vi.waitFor(() => expect(twists()).toEqual([2]));
    socketOf('commands').terminate();
    await status('down');
    expect(twist(3)).toBe(false);
    expect(client.droppedCommands).toBe(2);
    await commandable();
    expect(twist(4)).toBe(true);
    await vi.waitFor(() => expect(twists()).toEqual([2, 4]));
  });

  it('sends nothing before ROS can have connected the publisher', async () => {
    await commandable();
    client.advertise('/late', 'std_msgs/Bool');
    expect(client.publish('/late', { data: true })).toBe(false);
    await vi.waitFor(() => expect(client.publish('/late', { data: false })).toBe(true));
    await vi.waitFor(() => expect(robot.received.map(({ message }) => message)).toEqual([{ data: false }]));
  });

  it('sends nothing to a robot that does not answer, and gives the dead socket up', async () => {
    await commandable();
    robot.freeze(socketOf('commands'));
    await vi.waitFor(() => expect(twist(1)).toBe(false), 2000);
    expect(client.isResponsive).toBe(false);
    expect(client.status.status).toBe('up');
    await status('down');
    expect(client.status.reason).toMatch(/^no answer for 2\.\d s \(commands\)$/);
    await commandable();
    expect(twist(2)).toBe(true);
    await vi.waitFor(() => expect(twists()).toEqual([2]));
  });

  it.each(['state', 'video'] as const)(
    'is down when the socket of %s is dead, and can still hold',
    async (lane) => {
      await status('up');
      robot.freeze(socketOf(lane));
      await status('down');
      expect(client.status.reason).toMatch(new RegExp(`^no answer for 2\\.\\d s \\(${lane}\\)$`));
      expect(client.isResponsive).toBe(true);
      expect(twist(0)).toBe(true);
      await vi.waitFor(() => expect(twists()).toEqual([0]));
      await status('up');
      expect(robot.sockets).toHaveLength(4);
    },
  );

  it('drops commands that would wait behind others in the socket', async () => {
    client.advertise('/names', 'std_msgs/String');
    await commandable();
    // The other side no longer reads, but has just answered: what is sent now piles up here.
    robot.freeze(socketOf('commands'));
    const data = 'x'.repeat(1 << 20);
    let sent = 0;
    while (client.publish('/names', { data }) && sent < 100) sent += 1;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(100);
    expect(client.isResponsive).toBe(true);
    expect(twist(1)).toBe(false);
  });

  it('tells why there is none, in words', async () => {
    const gone = new FoxgloveClient({ url: 'ws://127.0.0.1:1' });
    await vi.waitFor(() =>
      expect(gone.status).toEqual({ status: 'down', reason: 'nothing answers at ws://127.0.0.1:1' }),
    );
    await gone.close();
    const other = await FoxgloveRobot.start({ encoding: 'ros1', subprotocol: 'other.v1' });
    const stranger = new FoxgloveClient({ url: other.url });
    await vi.waitFor(() =>
      expect(stranger.status).toEqual({
        status: 'down',
        reason: `Server sent no subprotocol (${other.url})`,
      }),
    );
    await stranger.close();
    await other.close();
  });
});

it('gives up a server that opens and does not introduce itself', async () => {
  const mute = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'foxglove.sdk.v1' });
  await once(mute, 'listening');
  mute.on('connection', (socket) => socket.send('{"op":"advertise","channels":[]}'));
  const url = `ws://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const visitor = new FoxgloveClient({ url });
  const down = { status: 'down', reason: `${url} does not introduce itself as a Foxglove server` };
  await vi.waitFor(() => expect(visitor.status).toEqual(down), 5000);
  expect(visitor.faults.get('no-introduction')).toBe(1);
  await visitor.close();
  mute.close();
});

describe('a server that starts anew', () => {
  it('is subscribed to and advertised to again, whatever its ids are', async () => {
    const joints = listen('/joint_states', 'sensor_msgs/JointState', false);
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    const { port } = robot;
    await robot.close();
    await status('down');
    robot = await FoxgloveRobot.start({ encoding: 'ros1', port });
    robot.offer('/another', 'std_msgs/Bool');
    robot.offer('/joint_states', 'sensor_msgs/JointState');
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    robot.send('/joint_states', {
      header: { seq: 0, stamp: { sec: 1, nsec: 0 }, frame_id: '' },
      name: [],
      position: [4],
      velocity: [],
      effort: [],
    });
    await vi.waitFor(() => expect(joints).toHaveLength(1));
    await commandable();
    expect(twist(1)).toBe(true);
    await vi.waitFor(() => expect(twists()).toEqual([1]));
  });

  it('is tried again with longer and longer pauses, one attempt at a time', async () => {
    await status('up');
    const { port } = robot;
    await robot.close();
    await status('down');
    // It takes a connection and says nothing more, as behind a proxy: attempts must not pile up.
    let open = 0;
    let most = 0;
    let attempts = 0;
    const silent = createServer((socket) => {
      attempts += 1;
      open += 1;
      most = Math.max(most, open);
      socket.on('error', () => {});
      socket.on('close', () => {
        open -= 1;
      });
      setTimeout(() => socket.destroy(), 100);
    });
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await new Promise((resolve) => silent.close(resolve));
    expect(most).toBe(1);
    expect(attempts).toBeGreaterThanOrEqual(2);
    expect(attempts).toBeLessThanOrEqual(6);
  });
});

describe('messages', () => {
  it('of cameras, state and commands come over sockets of their own', async () => {
    listen('/joint_states', 'sensor_msgs/JointState', false);
    listen('/camera', 'sensor_msgs/CompressedImage', true);
    const heard: [number, string][] = [];
    await vi.waitFor(() => expect(robot.sockets).toHaveLength(3));
    robot.sockets.forEach((socket, i) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) heard.push([i, 'command']);
        else if (JSON.parse(String(data)).op === 'unsubscribe') heard.push([i, 'unsubscribe']);
      });
    });
    await commandable();
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(2));
    expect(twist(1)).toBe(true);
    await client.close();
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard.toSorted()).toEqual([
      [LANES.commands, 'command'],
      [LANES.state, 'unsubscribe'],
      [LANES.video, 'unsubscribe'],
    ]);
    expect(robot.saidOf('unadvertise')).toHaveLength(1);
  });

  it('reach everyone who asked for their topic', async () => {
    const first = listen('/joint_states', 'sensor_msgs/JointState', false);
    const second = listen('/joint_states', 'sensor_msgs/JointState', false);
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    await status('up');
    robot.sendBytes(robot.channelId('/joint_states'), new Uint8Array(32));
    await vi.waitFor(() => expect(second).toHaveLength(1));
    expect(first[0]).toBe(second[0]);
  });

  it('hand on pictures as views into the frame that came', async () => {
    const pictures = listen('/camera', 'sensor_msgs/CompressedImage', true);
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    const header = { seq: 0, stamp: { sec: 1, nsec: 0 }, frame_id: 'eye' };
    const jpeg = Uint8Array.from({ length: 150_000 }, (_, i) => i & 0xff);
    robot.send('/camera', { header, format: 'jpeg', data: jpeg });
    await vi.waitFor(() => expect(pictures).toHaveLength(1));
    const data = pictures[0]!.data as Uint8Array;
    expect(Buffer.compare(data, jpeg)).toBe(0);
    const payloadHeadBytes = 4 + 8 + (4 + 3) + (4 + 4) + 4;
    // The server sends head and payload as two fragments, which WebSocket joins: op, id and time are 13 bytes.
    expect([data.byteOffset, data.buffer.byteLength]).toEqual([
      13 + payloadHeadBytes,
      data.byteOffset + 150_000,
    ]);
  });

  it('of cameras that come ever later bring a new socket, whose queue is empty', async () => {
    const pictures = listen('/camera', 'sensor_msgs/CompressedImage', true);
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    const sendAged = (ageMs: number): void => {
      const ms = Date.now() - ageMs;
      const stamp = { sec: Math.floor(ms / 1000), nsec: (ms % 1000) * 1e6 };
      robot.send('/camera', {
        header: { seq: 0, stamp, frame_id: '' },
        format: 'jpeg',
        data: new Uint8Array(9),
      });
    };
    sendAged(40);
    const timer = setInterval(() => sendAged(700), 20);
    await status('down');
    clearInterval(timer);
    expect(client.status.reason).toBe('the frames of /camera came too late');
    expect(client.faults.get('late-frames')).toBe(1);
    expect(client.faults.size).toBe(1);
    expect(robot.saidOf('unsubscribe')).toHaveLength(1);
    expect(client.isResponsive).toBe(true);
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(2));
    const before = pictures.length;
    sendAged(40);
    await vi.waitFor(() => expect(pictures).toHaveLength(before + 1));
  });

  it('that a listener cannot use harm nobody else', async () => {
    const onMessage = (): never => {
      throw new Error('no such joint');
    };
    client.subscribe({ topic: '/joint_states', type: 'sensor_msgs/JointState', isImage: false, onMessage });
    const joints = listen('/joint_states', 'sensor_msgs/JointState', false);
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    robot.sendBytes(robot.channelId('/joint_states'), new Uint8Array(32));
    await vi.waitFor(() => expect(client.faults.get('unusable /joint_states')).toBe(1));
    expect(joints).toHaveLength(1);
    expect(client.status.status).toBe('up');
  });

  it('that are none are counted, told once, and lose nothing but themselves', async () => {
    const joints = listen('/joint_states', 'sensor_msgs/JointState', false);
    const told: string[] = [];
    client.onFault(({ kind }) => told.push(kind));
    await status('up');
    await vi.waitFor(() => expect(robot.saidOf('subscribe')).toHaveLength(1));
    const socket = socketOf('state');
    for (let i = 0; i < 3; i += 1) {
      socket.send('{"op":');
      socket.send('{"op":"dance"}');
      socket.send('{"op":"unadvertise","channelIds":"all"}');
      socket.send(Buffer.alloc(0));
      socket.send(Buffer.from([9, 1, 2]));
      socket.send(Buffer.from([1, 0]));
      socket.send(Buffer.concat([Buffer.from([1]), Buffer.alloc(12, 0xee)]));
      robot.sendBytes(robot.channelId('/joint_states'), Uint8Array.of(1, 2, 3));
      robot.sendBytes(robot.channelId('/joint_states'), new Uint8Array(32));
    }
    await vi.waitFor(() => expect(joints).toHaveLength(3));
    expect(Object.fromEntries(client.faults)).toEqual({
      'malformed-json': 3,
      'unknown-op': 6,
      'malformed-op': 3,
      'malformed-frame': 6,
      'unknown-subscription': 3,
      'malformed-ros1': 3,
    });
    expect(told).toHaveLength(6);
    expect(client.status.status).toBe('up');
  });

  it('too big to be any are not taken in', async () => {
    await status('up');
    socketOf('video').send(Buffer.alloc(100 * 1024 * 1024, 1));
    await status('down');
    expect(client.status.reason).toBe('a message of more than 64 MiB came (video)');
    expect(client.faults.get('oversized')).toBe(1);
    await status('up');
  });
});
