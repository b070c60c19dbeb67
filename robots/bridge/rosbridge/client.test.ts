import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Encoder } from 'cbor-x';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { imageBytes, type RosMessage } from '../bridge.ts';
import { RosbridgeClient } from './client.ts';

/** A socket server that records what a rosbridge would be told. */
class Recording {
  readonly server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  readonly ops: RosMessage[] = [];
  sockets: WebSocket[] = [];

  constructor() {
    this.server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data) => this.ops.push(JSON.parse(String(data))));
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(op: string): RosMessage[] {
    return this.ops.filter((message) => message.op === op);
  }
}

let robot: Recording;
let client: RosbridgeClient;

beforeEach(async () => {
  robot = new Recording();
  await once(robot.server, 'listening');
  client = new RosbridgeClient({ url: robot.url, rosVersion: 1 });
});

afterEach(async () => {
  await client.close();
  for (const socket of robot.sockets) socket.terminate();
  robot.server.close();
});

const up = () => vi.waitFor(() => expect(client.status.status).toBe('up'), 3000);

describe('RosbridgeClient', () => {
  it('subscribes with the queue that ROS 1 needs, and asks for CBOR only for images', async () => {
    client.subscribe({
      topic: '/image',
      type: 'sensor_msgs/CompressedImage',
      isImage: true,
      onMessage: () => {},
    });
    client.subscribe({
      topic: '/joints',
      type: 'sensor_msgs/JointState',
      isImage: false,
      onMessage: () => {},
    });
    await vi.waitFor(() => expect(robot.named('subscribe')).toHaveLength(2));
    expect(
      robot.named('subscribe').map(({ compression, queue_length }) => [compression, queue_length]),
    ).toEqual([
      ['cbor', 1],
      ['none', 1],
    ]);
  });

  it('hands on JSON and CBOR messages, with image bytes untouched', async () => {
    const received: RosMessage[] = [];
    client.subscribe({
      topic: '/image',
      type: 'any',
      isImage: true,
      onMessage: (message) => received.push(message),
    });
    await vi.waitFor(() => expect(robot.named('subscribe')).toHaveLength(1));
    const jpeg = Uint8Array.of(0xff, 0xd8, 1, 2, 3);
    robot.sockets[0]!.send(
      new Encoder({ useRecords: false }).encode({ op: 'publish', topic: '/image', msg: { data: jpeg } }),
    );
    robot.sockets[0]!.send(
      JSON.stringify({ op: 'publish', topic: '/image', msg: { data: Buffer.from(jpeg).toString('base64') } }),
    );
    robot.sockets[0]!.send(JSON.stringify({ op: 'publish', topic: '/image', msg: { data: [...jpeg] } }));
    await vi.waitFor(() => expect(received).toHaveLength(3));
    for (const { data } of received) expect([...imageBytes(data)!]).toEqual([...jpeg]);
  });

  it('survives what is no message at all', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    await up();
    robot.sockets[0]!.send('{"op":');
    robot.sockets[0]!.send(Buffer.from([0xff, 0x00]));
    robot.sockets[0]!.send('{"op":"status","level":"error","msg":"x"}');
    await vi.waitFor(() => expect(complaint).toHaveBeenCalledTimes(2));
    expect(client.status.status).toBe('up');
    complaint.mockRestore();
  });

  it('drops commands while the link is down and replays none of them', async () => {
    await up();
    client.advertise('/twist', 'geometry_msgs/Twist');
    expect(client.publish('/twist', { n: 1 })).toBe(true);
    await vi.waitFor(() => expect(robot.named('publish')).toHaveLength(1));
    robot.sockets[0]!.terminate();
    await vi.waitFor(() => expect(client.status.status).toBe('down'));
    expect(client.publish('/twist', { n: 2 })).toBe(false);
    expect(client.droppedCommands).toBe(1);
    await up();
    await vi.waitFor(() => expect(robot.named('advertise')).toHaveLength(2));
    expect(client.publish('/twist', { n: 3 })).toBe(true);
    await vi.waitFor(() => expect(robot.named('publish')).toHaveLength(2));
    expect(robot.named('publish').map(({ msg }) => msg)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('sends nothing to a robot that no longer answers, and gives the dead link up', async () => {
    await up();
    // The other side's process hangs: TCP stays open, pings stay unanswered.
    const { _socket: raw } = robot.sockets[0] as unknown as { _socket: { pause(): void } };
    raw.pause();
    await vi.waitFor(() => expect(client.publish('/twist', {})).toBe(false), 2000);
    expect(client.isResponsive).toBe(false);
    expect(client.status.status).toBe('up');
    await vi.waitFor(
      () =>
        expect(client.status).toEqual({
          status: 'down',
          reason: expect.stringMatching(/no answer for 2\.\d s/),
        }),
      4000,
    );
  });

  it('does not take its own pause for the silence of the robot', async () => {
    await up();
    const lost = vi.fn();
    client.onStatus(lost);
    const endMs = performance.now() + 2500;
    while (performance.now() < endMs);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(lost).not.toHaveBeenCalled();
    expect(client.isResponsive).toBe(true);
  });

  it('says in words why there is no link', async () => {
    const gone = new RosbridgeClient({ url: 'ws://127.0.0.1:1', rosVersion: 2 });
    await vi.waitFor(() =>
      expect(gone.status).toEqual({ status: 'down', reason: 'nothing answers at ws://127.0.0.1:1' }),
    );
    await gone.close();
  });

  it('calls services: answers, refusals, silence, and a link that breaks', async () => {
    await up();
    const reply = (result: boolean, values: unknown): void => {
      const { id } = robot.named('call_service').at(-1)!;
      robot.sockets[0]!.send(JSON.stringify({ op: 'service_response', id, result, values }));
    };
    const good = client.call('/reset', { seed: 3 }, 1000);
    await vi.waitFor(() => expect(robot.named('call_service')).toHaveLength(1));
    expect(robot.named('call_service')[0]).toMatchObject({ service: '/reset', args: { seed: 3 } });
    reply(true, { success: true });
    expect(await good).toEqual({ success: true });

    const refused = client.call('/none', {}, 1000);
    await vi.waitFor(() => expect(robot.named('call_service')).toHaveLength(2));
    reply(false, 'Service /none does not exist');
    await expect(refused).rejects.toThrow('the robot refused: Service /none does not exist');

    await expect(client.call('/slow', {}, 50)).rejects.toMatchObject({ code: 'timeout' });

    const broken = client.call('/broken', {}, 5000);
    const outcome = expect(broken).rejects.toMatchObject({ code: 'unavailable' });
    robot.sockets[0]!.terminate();
    await outcome;
  });

  it('says goodbye before it closes', async () => {
    client.subscribe({ topic: '/joints', type: 'any', isImage: false, onMessage: () => {} });
    client.advertise('/twist', 'any');
    await up();
    await client.close();
    await vi.waitFor(() => expect(robot.named('unadvertise')).toHaveLength(1));
    expect(robot.named('unsubscribe')).toHaveLength(1);
  });
});
