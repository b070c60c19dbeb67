import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { AppError } from '../../core/errors.ts';
import { toMs } from '../../core/time.ts';
import { type Simulation, type SimulationOptions, startSimulation } from './simulation.ts';
import { truthSchema } from './truth.ts';

// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is looked at field by field
type Message = Record<string, any>;

/** A bare rosbridge client that keeps all it hears, in order. */
class Client {
  readonly heard: Message[] = [];
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data))));
  }

  static async connect(url: string): Promise<Client> {
    const socket = new WebSocket(url);
    const client = new Client(socket);
    await once(socket, 'open');
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(topic: string): void {
    this.send({ op: 'subscribe', topic, compression: 'none' });
  }

  async call(service: string, args: Message = {}): Promise<Message> {
    const id = `${service} ${this.heard.length} ${Math.random()}`;
    this.send({ op: 'call_service', id, service, args });
    return vi.waitFor(
      () => {
        const response = this.heard.find((message) => message.id === id);
        if (response === undefined) throw new Error(`no response of ${service} yet`);
        return response;
      },
      { interval: 1, timeout: 20_000 },
    );
  }

  on(topic: string): Message[] {
    return this.heard.filter((message) => message.topic === topic).map(({ msg }) => msg);
  }
}

let simulation: Simulation;
let client: Client;

async function start(options: SimulationOptions): Promise<void> {
  simulation = await startSimulation({ port: 0, seed: 5, ...options });
  client = await Client.connect(simulation.url);
}

afterEach(async () => {
  client.socket.terminate();
  await simulation.close();
  vi.restoreAllMocks();
});

function stampMs({ secs, nsecs }: Message): number {
  return toMs(BigInt(secs) * 1_000_000_000n + BigInt(nsecs));
}

const twist = (z: number) => ({
  op: 'publish',
  topic: '/gripper/twist',
  msg: { header: { stamp: { secs: 0, nsecs: 0 }, frame_id: 'table' }, twist: { linear: { x: 0, y: 0, z } } },
});

describe('in lockstep', { timeout: 30_000 }, () => {
  it('sends each topic at its rate, all before the response', async () => {
    await start({ pace: 'lockstep' });
    const topics = {
      '/camera/front/image/compressed': 30,
      '/camera/wrist/image/compressed': 30,
      '/joint_states': 100,
      '/gripper/wrench': 100,
      '/task/success': 10,
      '/simulation/truth': 50,
      '/clock': 100,
    };
    for (const topic of Object.keys(topics)) client.subscribe(topic);
    const { values } = await client.call('/simulation/advance', { duration_ms: 1000 });
    expect(values.success).toBe(true);
    expect(client.heard.at(-1)!.op).toBe('service_response');
    const counts = Object.fromEntries(Object.keys(topics).map((topic) => [topic, client.on(topic).length]));
    expect(counts).toEqual(topics);
    expect(stampMs(client.on('/clock').at(-1)!.clock)).toBe(stampMs(values.clock));
  });

  it('stamps images at whole frames and joint states at whole ticks', async () => {
    await start({ pace: 'lockstep' });
    client.subscribe('/camera/wrist/image/compressed');
    client.subscribe('/joint_states');
    const { values } = await client.call('/rosapi/get_time');
    await client.call('/simulation/advance', { duration_ms: 100 });
    const since = (message: Message) => stampMs(message.header.stamp) - stampMs(values.time);
    expect(client.on('/camera/wrist/image/compressed').map(since)).toEqual([
      expect.closeTo(33.333, 2),
      expect.closeTo(66.667, 2),
      expect.closeTo(100, 2),
    ]);
    expect(client.on('/joint_states').map(since)).toHaveLength(10);
    const jpeg = Buffer.from(client.on('/camera/wrist/image/compressed')[0]!.data, 'base64');
    expect(jpeg.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  it('follows twists and width commands', async () => {
    await start({ pace: 'lockstep' });
    client.subscribe('/joint_states');
    client.send(twist(-0.1));
    client.send({ op: 'publish', topic: '/gripper/width_command', msg: { data: 0.02 } });
    await client.call('/simulation/advance', { duration_ms: 190 });
    const { name, position, velocity } = client.on('/joint_states').at(-1)!;
    expect(velocity[name.indexOf('gantry_z')]).toBeCloseTo(-0.1);
    expect(position[name.indexOf('gripper_width')]).toBeLessThan(0.07);
    // Without another twist the robot's own watchdog stops it.
    await client.call('/simulation/advance', { duration_ms: 200 });
    expect(client.on('/joint_states').at(-1)!.velocity[name.indexOf('gantry_z')]).toBe(0);
  });

  it('makes the same run from the same seed and commands', async () => {
    const run = async () => {
      await start({ pace: 'lockstep' });
      for (const topic of ['/simulation/truth', '/joint_states', '/camera/front/image/compressed'])
        client.subscribe(topic);
      for (let i = 0; i < 20; i++) {
        client.send(twist(i < 15 ? -0.2 : 0.1));
        await client.call('/simulation/advance', { duration_ms: 60 });
      }
      return client.heard.filter(({ op }) => op === 'publish');
    };
    const first = await run();
    client.socket.terminate();
    await simulation.close();
    expect(await run()).toEqual(first);
  });

  it('resets to the scene of a seed', async () => {
    await start({ pace: 'lockstep' });
    client.subscribe('/simulation/truth');
    const { values } = await client.call('/simulation/reset', { seed: 42 });
    expect(values).toMatchObject({ success: true, seed: 42 });
    await client.call('/simulation/advance', { duration_ms: 20 });
    const truth = truthSchema.parse(JSON.parse(client.on('/simulation/truth').at(-1)!.data));
    expect(truth).toMatchObject({ seed: 42, isSuccess: false, held: { count: 0 } });
    expect(truth.collarPoints.length).toBeGreaterThan(5);
  });

  it('draws the next scenes from the seed of the run', async () => {
    const drawSeeds = async () => {
      await start({ pace: 'lockstep' });
      const seeds = [await client.call('/simulation/reset'), await client.call('/simulation/reset')];
      return seeds.map(({ values }) => values.seed);
    };
    const first = await drawSeeds();
    expect(first[0]).not.toBe(first[1]);
    client.socket.terminate();
    await simulation.close();
    expect(await drawSeeds()).toEqual(first);
  });

  it('delays a stream in virtual time and keeps its stamps', async () => {
    await start({ pace: 'lockstep', latency: { '/joint_states': { meanMs: 50, stdMs: 0 } } });
    client.subscribe('/joint_states');
    client.subscribe('/clock');
    await client.call('/simulation/advance', { duration_ms: 200 });
    const [first] = client.on('/joint_states');
    const heardBefore = client.heard.slice(
      0,
      client.heard.findIndex(({ topic }) => topic === '/joint_states'),
    );
    const clockMs = stampMs(heardBefore.at(-1)!.msg.clock);
    // Delivered before the tick at which it is due.
    expect(clockMs - stampMs(first!.header.stamp)).toBeCloseTo(40, 3);
  });

  it('delays commands on their way in', async () => {
    await start({ pace: 'lockstep', latency: { '/gripper/twist': { meanMs: 100, stdMs: 0 } } });
    client.subscribe('/joint_states');
    client.send(twist(-0.1));
    await client.call('/simulation/advance', { duration_ms: 90 });
    expect(client.on('/joint_states').at(-1)!.velocity[2]).toBe(0);
    await client.call('/simulation/advance', { duration_ms: 60 });
    expect(client.on('/joint_states').at(-1)!.velocity[2]).toBeLessThan(0);
  });
});

describe('a client that errs', () => {
  it.each([
    ['no JSON', '{', /not valid JSON/],
    ['an unknown operation', { op: 'dance' }, /op/],
    ['an unknown topic', { op: 'subscribe', topic: '/nope' }, /no such topic: \/nope/],
    ['a wrong type', { op: 'advertise', topic: '/gripper/twist', type: 'std_msgs/Bool' }, /TwistStamped/],
    ['a wrong field', { op: 'publish', topic: '/gripper/width_command', msg: { value: 1 } }, /width_command/],
    ['a topic of the robot', { op: 'publish', topic: '/clock', msg: {} }, /\/clock/],
  ])('is told nothing about %s; one line goes to stderr', async (_name, message, line) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    await start({ pace: 'lockstep' });
    client.send(message);
    await client.call('/rosapi/get_time');
    expect(client.heard).toHaveLength(1);
    expect(log).toHaveBeenCalledOnce();
    expect(log.mock.calls[0]![0]).toMatch(line);
  });

  it('hears of services that there are not, and of arguments that are wrong', async () => {
    await start({ pace: 'lockstep' });
    expect(await client.call('/nope')).toMatchObject({
      result: false,
      values: 'Service /nope does not exist',
    });
    const wrong = await client.call('/simulation/advance', { duration_ms: -1 });
    expect(wrong.result).toBe(false);
    expect(wrong.values).toMatch(/duration_ms/);
  });
});

describe('in real time', () => {
  it('stamps with the wall clock and refuses to be advanced', async () => {
    await start({});
    client.subscribe('/joint_states');
    await vi.waitFor(() => expect(client.on('/joint_states').length).toBeGreaterThan(5), { timeout: 5000 });
    expect(Math.abs(stampMs(client.on('/joint_states').at(-1)!.header.stamp) - Date.now())).toBeLessThan(500);
    expect((await client.call('/simulation/advance', { duration_ms: 20 })).values.success).toBe(false);
  });

  it('has no /clock', async () => {
    await start({});
    client.subscribe('/clock');
    client.subscribe('/joint_states');
    await vi.waitFor(() => expect(client.on('/joint_states').length).toBeGreaterThan(5), { timeout: 5000 });
    expect(client.on('/clock')).toEqual([]);
  });
});

describe('startSimulation', () => {
  it('names a wrong option and a port that is taken', async () => {
    await start({ pace: 'lockstep' });
    await expect(startSimulation({ latency: { '/nope': { meanMs: 1, stdMs: 0 } } as never })).rejects.toThrow(
      /latency/,
    );
    const port = Number(new URL(simulation.url).port);
    const refusal = startSimulation({ port });
    await expect(refusal).rejects.toBeInstanceOf(AppError);
    await expect(refusal).rejects.toMatchObject({ code: 'unavailable' });
  });
});
