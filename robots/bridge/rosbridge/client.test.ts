import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Encoder } from 'cbor-x';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type BridgeFault, imageBytes, type RosMessage } from '../bridge.ts';
import { RosbridgeClient } from './client.ts';

/** A socket server that records what a rosbridge would be told, and on which socket. */
class Recording {
  readonly server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  readonly heard: { message: RosMessage; socket: WebSocket }[] = [];
  readonly sockets: WebSocket[] = [];
  services: Record<string, RosMessage> = {};

  constructor() {
    this.server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as RosMessage;
        this.heard.push({ message, socket });
        const values = this.services[String(message.service)];
        if (values === undefined) return;
        socket.send(JSON.stringify({ op: 'service_response', id: message.id, result: true, values }));
      });
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(op: string): RosMessage[] {
    return this.heard.filter(({ message }) => message.op === op).map(({ message }) => message);
  }

  /** The newest socket on which this was said. */
  socketOf(op: string, topic?: string): WebSocket {
    const isIt = ({ message }: { message: RosMessage }) =>
      message.op === op && (topic === undefined || message.topic === topic);
    return this.heard.findLast(isIt)!.socket;
  }
}

const IMAGE = { topic: '/image', type: 'sensor_msgs/CompressedImage', isImage: true } as const;
const JOINTS = { topic: '/joints', type: 'sensor_msgs/JointState', isImage: false } as const;
const TWIST = { topic: '/twist', type: 'geometry_msgs/Twist' } as const;

let robot: Recording;
let client: RosbridgeClient;
let images: RosMessage[];
let joints: RosMessage[];

beforeEach(async () => {
  robot = new Recording();
  await once(robot.server, 'listening');
});

afterEach(async () => {
  await client.close();
  for (const socket of robot.sockets) socket.terminate();
  robot.server.close();
});

const up = () => vi.waitFor(() => expect(client.status.status).toBe('up'), 5000);

async function connect(options: { rosVersion?: 1 | 2; isStepped?: boolean } = { rosVersion: 1 }) {
  images = [];
  joints = [];
  client = new RosbridgeClient({ url: robot.url, ...options });
  client.subscribe({ ...IMAGE, rateHz: 30, onMessage: (message) => images.push(message) });
  client.subscribe({ ...JOINTS, rateHz: 100, onMessage: (message) => joints.push(message) });
  client.advertise(TWIST.topic, TWIST.type);
  await up();
}

/** What a hung process looks like from outside: TCP stays open, and nothing is answered. */
function freeze(socket: WebSocket): void {
  (socket as unknown as { _socket: { pause(): void } })._socket.pause();
}

describe('the sockets', () => {
  it('keeps commands, state, video and services apart', async () => {
    robot.services['/reset'] = {};
    await connect();
    client.publish(TWIST.topic, {});
    await client.call('/reset', {}, 1000);
    const used = [
      robot.socketOf('publish'),
      robot.socketOf('subscribe', IMAGE.topic),
      robot.socketOf('subscribe', JOINTS.topic),
      robot.socketOf('call_service'),
    ];
    expect(new Set(used).size).toBe(4);
    expect(robot.socketOf('advertise')).toBe(used[0]);
    expect(robot.sockets).toHaveLength(4);
  });

  it('says all on one to a robot in stepped time, where one order counts', async () => {
    await connect({ rosVersion: 1, isStepped: true });
    expect(robot.sockets).toHaveLength(1);
    expect(client.publish(TWIST.topic, {})).toBe(true);
  });

  it.each(['subscribe', 'call_service', 'advertise'])(
    'is down while one is lost, renews that one only, and goes on by the others (%s)',
    async (op) => {
      robot.services['/reset'] = {};
      await connect();
      await client.call('/reset', {}, 1000);
      const lost = robot.socketOf(op, op === 'subscribe' ? IMAGE.topic : undefined);
      lost.terminate();
      await vi.waitFor(() => expect(client.status.status).toBe('down'));
      const state = robot.socketOf('subscribe', JOINTS.topic);
      state.send(JSON.stringify({ op: 'publish', topic: JOINTS.topic, msg: { n: 1 } }));
      await vi.waitFor(() => expect(joints).toEqual([{ n: 1 }]));
      await up();
      expect(robot.sockets).toHaveLength(5);
      expect(robot.named('subscribe').filter(({ topic }) => topic === JOINTS.topic)).toHaveLength(1);
      expect(client.publish(TWIST.topic, {})).toBe(true);
    },
  );

  it('still tells the robot to hold while only its state is lost', async () => {
    await connect();
    robot.socketOf('subscribe', JOINTS.topic).terminate();
    await vi.waitFor(() => expect(client.status.status).toBe('down'));
    expect(client.publish(TWIST.topic, { hold: true })).toBe(true);
    await vi.waitFor(() => expect(robot.named('publish')).toHaveLength(1));
  });

  it('notices that one is dead while the others live', async () => {
    await connect();
    freeze(robot.socketOf('subscribe', IMAGE.topic));
    await vi.waitFor(() => expect(client.status.status).toBe('down'), 4000);
    expect(client.isResponsive).toBe(true);
    expect(client.status.reason).toMatch(/^no answer for 2\.\d s \(video socket\)$/);
    await up();
  });

  it('sends nothing to a robot that no longer answers, and gives the half-open link up', async () => {
    await connect();
    for (const socket of robot.sockets) freeze(socket);
    const frozenMs = performance.now();
    await vi.waitFor(() => expect(client.isResponsive).toBe(false), { timeout: 2000, interval: 10 });
    expect(performance.now() - frozenMs).toBeGreaterThan(150);
    expect(performance.now() - frozenMs).toBeLessThan(900);
    expect(client.publish(TWIST.topic, {})).toBe(false);
    expect(client.status.status).toBe('up');
    await vi.waitFor(() => expect(client.status.status).toBe('down'), 4000);
    expect(client.status.reason).toMatch(/no answer for 2\.\d s/);
  });

  it('does not take its own pause for the silence of the robot', async () => {
    await connect();
    const lost = vi.fn();
    client.onStatus(lost);
    const endMs = performance.now() + 2500;
    while (performance.now() < endMs);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(lost).not.toHaveBeenCalled();
    expect(client.isResponsive).toBe(true);
  });

  it('makes one attempt at a time', async () => {
    await connect();
    let open = 0;
    let most = 0;
    robot.server.on('connection', (socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.close();
      socket.on('close', () => {
        open -= 1;
      });
    });
    for (const socket of robot.sockets.splice(0)) socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
    // 0 s, then about 0.25 s and 0.5 s and 1 s later.
    expect(robot.sockets.length).toBeLessThanOrEqual(4 * 4);
  });

  it('says in words why there is no link', async () => {
    client = new RosbridgeClient({ url: 'ws://127.0.0.1:1' });
    await vi.waitFor(() =>
      expect(client.status).toEqual({ status: 'down', reason: 'nothing answers at ws://127.0.0.1:1' }),
    );
  });

  it.each([0, 1, 2, 4, 8, 16, 200])(
    'leaves nothing behind when it is closed %i ms after its start',
    async (ms) => {
      client = new RosbridgeClient({ url: robot.url, rosVersion: 1 });
      client.advertise(TWIST.topic, TWIST.type);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await client.close();
      await vi.waitFor(() => expect(robot.server.clients.size).toBe(0));
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(robot.server.clients.size).toBe(0);
      expect(client.status.status).toBe('connecting');
    },
  );

  it('says goodbye before it closes', async () => {
    await connect();
    await client.close();
    await vi.waitFor(() => expect(robot.named('unadvertise')).toHaveLength(1));
    expect(robot.named('unsubscribe').map(({ topic }) => topic)).toEqual([JOINTS.topic, IMAGE.topic]);
  });
});

describe('commands', () => {
  it('drops them while the link is down and replays none of them', async () => {
    await connect();
    expect(client.publish(TWIST.topic, { n: 1 })).toBe(true);
    await vi.waitFor(() => expect(robot.named('publish')).toHaveLength(1));
    for (const socket of robot.sockets) socket.terminate();
    await vi.waitFor(() => expect(client.status.status).toBe('down'));
    expect(client.publish(TWIST.topic, { n: 2 })).toBe(false);
    expect(client.droppedCommands).toBe(1);
    await up();
    expect(robot.named('advertise')).toHaveLength(2);
    expect(client.publish(TWIST.topic, { n: 3 })).toBe(true);
    await vi.waitFor(() => expect(robot.named('publish')).toHaveLength(2));
    expect(robot.named('publish').map(({ msg }) => msg)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('waits until ROS has connected what was advertised', async () => {
    await connect();
    client.advertise('/late', 'std_msgs/Bool');
    expect(client.publish('/late', {})).toBe(false);
    await vi.waitFor(() => expect(client.publish('/late', {})).toBe(true), { timeout: 600, interval: 20 });
  });

  it('drops them while a slow link still holds earlier ones', async () => {
    await connect();
    const { _socket: raw } = robot.socketOf('advertise') as unknown as { _socket: { pause(): void } };
    raw.pause();
    let sent = 0;
    while (sent < 10_000 && client.publish(TWIST.topic, { filler: 'x'.repeat(3000) })) sent += 1;
    expect(sent).toBeLessThan(10_000);
    expect(client.isResponsive).toBe(true);
    expect(client.droppedCommands).toBe(1);
  });
});

describe('what it asks for', () => {
  const asked = () =>
    robot
      .named('subscribe')
      .map(({ topic, compression, queue_length, throttle_rate }) => [
        topic,
        compression,
        queue_length,
        throttle_rate,
      ]);

  it('is the queue that ROS 1 needs, and CBOR only for images', async () => {
    await connect({ rosVersion: 1 });
    expect(asked()).toEqual([
      [JOINTS.topic, 'none', 1, 0],
      [IMAGE.topic, 'cbor', 1, 0],
    ]);
    expect(client.stamp(1_000_000_002n)).toEqual({ secs: 1, nsecs: 2 });
  });

  it('is no queue where the server says that it is of ROS 2, asked before anything is subscribed', async () => {
    robot.services['/rosapi/get_ros_version'] = { version: 2, distro: 'humble' };
    robot.services['/rosapi/topics'] = { topics: [], types: [] };
    await connect({});
    expect(asked()).toEqual([
      [JOINTS.topic, 'none', 0, 0],
      [IMAGE.topic, 'cbor', 0, 0],
    ]);
    expect(client.stamp(1_000_000_002n)).toEqual({ sec: 1, nanosec: 2 });
    const ops = robot.heard.map(({ message }) => message.op);
    expect(ops.lastIndexOf('call_service')).toBeLessThan(ops.indexOf('subscribe'));
  });

  it('is told by the spelling of types where no service tells the version', async () => {
    robot.services['/rosapi/topics'] = { topics: ['/a'], types: ['std_msgs/Bool'] };
    await connect({});
    expect(asked()[0]).toEqual([JOINTS.topic, 'none', 1, 0]);
  });

  it('is not more than expected of a server that tells nothing, whose stamps then tell the spelling', async () => {
    await connect({});
    expect(asked()).toEqual([
      [JOINTS.topic, 'none', 0, 5],
      [IMAGE.topic, 'cbor', 0, 16],
    ]);
    expect(client.stamp(1_000_000_002n)).toEqual({ sec: 1, nanosec: 2 });
    const msg = { header: { stamp: { secs: 5, nsecs: 6 } } };
    robot
      .socketOf('subscribe', JOINTS.topic)
      .send(JSON.stringify({ op: 'publish', topic: JOINTS.topic, msg }));
    await vi.waitFor(() => expect(client.stamp(1_000_000_002n)).toEqual({ secs: 1, nsecs: 2 }));
  });

  it('is less when frames come ever later, and then a new video socket', async () => {
    await connect();
    const send = (delayMs: number) => {
      const ms = Date.now() - delayMs;
      const stamp = { secs: Math.floor(ms / 1000), nsecs: (ms % 1000) * 1e6 };
      const text = JSON.stringify({ op: 'publish', topic: IMAGE.topic, msg: { header: { stamp } } });
      robot.socketOf('subscribe', IMAGE.topic).send(text);
    };
    for (let i = 0; i < 5; i += 1) send(10);
    const timer = setInterval(() => send(800), 30);
    try {
      await vi.waitFor(() => expect(robot.named('unsubscribe')).toHaveLength(1), 3000);
      await vi.waitFor(() => expect(asked().at(-1)).toEqual([IMAGE.topic, 'cbor', 1, 50]));
      expect(client.thinned).toEqual(new Map([[IMAGE.topic, 2]]));
      await vi.waitFor(() => expect(client.status.status).toBe('down'), 6000);
      expect(client.status.reason).toBe('the frames of /image came too late');
      expect(robot.named('unsubscribe')).toHaveLength(2);
    } finally {
      clearInterval(timer);
    }
    await up();
    expect(asked().at(-1)).toEqual([IMAGE.topic, 'cbor', 1, 50]);
  }, 15_000);
});

describe('what it hears', () => {
  it('hands on JSON and CBOR, with the bytes of an image as a view of the frame', async () => {
    await connect();
    const jpeg = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    const socket = robot.socketOf('subscribe', IMAGE.topic);
    const publish = { op: 'publish', topic: IMAGE.topic };
    socket.send(new Encoder({ useRecords: false }).encode({ ...publish, msg: { data: jpeg } }));
    socket.send(JSON.stringify({ ...publish, msg: { data: Buffer.from(jpeg).toString('base64') } }));
    socket.send(JSON.stringify({ ...publish, msg: { data: [...jpeg] } }));
    await vi.waitFor(() => expect(images).toHaveLength(3));
    for (const { data } of images) expect(Buffer.compare(imageBytes(data)!, jpeg)).toBe(0);
    const view = imageBytes(images[0]!.data)!;
    expect(view).toBe(images[0]!.data);
    // The frame itself, with some words around the picture, and no more.
    expect(view.buffer.byteLength - view.byteLength).toBeLessThan(200);
  });

  it('gives a topic to all who want it, and subscribes it once', async () => {
    await connect();
    const heard: RosMessage[] = [];
    client.subscribe({
      ...JOINTS,
      onMessage: () => {
        throw new Error('of no use to me');
      },
    });
    client.subscribe({ ...JOINTS, onMessage: (message) => heard.push(message) });
    const text = JSON.stringify({ op: 'publish', topic: JOINTS.topic, msg: { n: 1 } });
    robot.socketOf('subscribe', JOINTS.topic).send(text);
    await vi.waitFor(() => expect(heard).toEqual([{ n: 1 }]));
    expect(joints).toEqual([{ n: 1 }]);
    expect(client.faults).toEqual(new Map([[`unusable ${JOINTS.topic}`, 1]]));
    expect(robot.named('subscribe').filter(({ topic }) => topic === JOINTS.topic)).toHaveLength(1);
  });

  it('counts what is no message and tells each kind once', async () => {
    await connect();
    const told: BridgeFault[] = [];
    client.onFault((fault) => told.push(fault));
    const socket = robot.socketOf('subscribe', JOINTS.topic);
    for (let i = 0; i < 3; i += 1) {
      socket.send('{"op":');
      socket.send(Buffer.from([0xff, 0x00]));
      socket.send('{"op":"fly"}');
      socket.send('[1]');
      socket.send('{"op":"publish","topic":"/joints"}');
      socket.send('{"op":"publish","topic":"/other","msg":{}}');
      socket.send('{"op":"status","level":"error","msg":"no such type"}');
      socket.send('{"op":"set_level","level":"none"}');
    }
    await vi.waitFor(() => expect(client.faults.get('refused')).toBe(3));
    expect(Object.fromEntries(client.faults)).toEqual({
      'malformed-json': 3,
      'malformed-cbor': 3,
      'unknown-op': 3,
      'no-operation': 3,
      'wrong-publish': 3,
      'unexpected-topic': 3,
      refused: 3,
    });
    expect(told.map(({ kind }) => kind)).toEqual([...client.faults.keys()]);
    expect(client.status.status).toBe('up');
  });

  it('calls services: answers, refusals, silence, and a link that breaks', async () => {
    await connect();
    const reply = (result: boolean, values: unknown): void => {
      const { id } = robot.named('call_service').at(-1)!;
      robot.socketOf('call_service').send(JSON.stringify({ op: 'service_response', id, result, values }));
    };
    const good = client.call('/reset', { seed: 3 }, 1000, 'std_srvs/Trigger');
    await vi.waitFor(() => expect(robot.named('call_service')).toHaveLength(1));
    expect(robot.named('call_service')[0]).toMatchObject({
      service: '/reset',
      type: 'std_srvs/Trigger',
      args: { seed: 3 },
    });
    reply(true, { success: true });
    expect(await good).toEqual({ success: true });

    const refused = client.call('/none', {}, 1000);
    await vi.waitFor(() => expect(robot.named('call_service')).toHaveLength(2));
    reply(false, 'Service /none does not exist');
    await expect(refused).rejects.toThrow('the robot refused /none: Service /none does not exist');

    await expect(client.call('/slow', {}, 50)).rejects.toMatchObject({ code: 'timeout' });

    const broken = client.call('/broken', {}, 5000);
    const outcome = expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    await vi.waitFor(() => expect(robot.named('call_service')).toHaveLength(4));
    robot.socketOf('call_service').terminate();
    await outcome;
  });
});
