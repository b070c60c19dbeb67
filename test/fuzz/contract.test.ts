import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { inputStateSchema } from '../../core/contract/input.ts';
import { upstreamSchema } from '../../core/contract/messages.ts';
import { type RequestName, requestSchemas } from '../../core/contract/requests.ts';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { StationServer } from '../../station/server/server.ts';
import { seededRandom } from '../builders/random.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { TRANSPORTS } from '../support/contract-peer.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';
import { type Mutation, mutate } from './mutate.ts';

const tally = { messages: 0, hungUp: 0, refused: 0, done: 0, strangers: 0, paths: 0 };
afterAll(() => {
  console.log(`fuzz of the contract: ${JSON.stringify(tally)}`);
  expect(tally.messages).toBeGreaterThanOrEqual(10_000);
  expect(tally.hungUp).toBeGreaterThan(1000);
  expect(tally.refused).toBeGreaterThan(1000);
  expect(tally.done).toBeGreaterThan(100);
});

const MUTATIONS: Mutation[] = ['truncate', 'flip-one', 'flip-some', 'zero-block'];
/** So many of a screen's requests may wait at a time. */
const WINDOW = 32;

let robot: LockstepSeat;
let random: () => number;
const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

beforeEach(async () => {
  robot = await lockstepSeat();
  vi.spyOn(console, 'error').mockReturnValue();
});

const ID = '01a202e0-4fd4-7160-b927-362018147e2c';
const driving = { axes: { up: 1 }, isDeadManHeld: true, isGripperPressed: true };

/** What a screen may send: each kind of message, and each request with parameters that are nearly right. */
const messages = (): object[] => [
  {
    type: 'input',
    state: { device: 'keyboard', pressedCodes: ['ShiftLeft', 'KeyW'], isDeadManLatched: false },
  },
  { type: 'input', state: { device: 'gamepad', id: 'pad', axes: [0, 1], buttons: [1], drive: driving } },
  { type: 'input', state: { device: 'none', why: 'hidden' } },
  { type: 'take-over' },
  { type: 'telemetry', isWanted: true },
  { type: 'try-devices', isTrying: true },
  { type: 'credit', camera: 'front', frames: 2 },
  { type: 'picture', id: 1, episode: ID, camera: 'front', row: 0 },
  ...(Object.keys(requestSchemas) as RequestName[]).map((name) => ({
    type: 'request',
    id: 1,
    name,
    params: {
      ...{ operator: 'Ada', task: 'x', protocol: 'demonstration', transition: 'failed', reason: 'x', id: ID },
      ...{
        device: 'gamepad',
        findings: ['x'],
        minutes: 5,
        name: 'x',
        text: '{"format":1}',
        phase: 'success',
      },
      ...{ filter: { operator: 'Ada' }, by: 'Ada', from: 'a', to: 'b', limit: 10, offset: 0, preview: 1 },
    },
  })),
];

const STRANGE: unknown[] = [
  ...[null, true, 0, -1, 1e308, 1.5, 2 ** 53, '', 'x'.repeat(5000), '\u0000', '../../etc/passwd', '%2e%2e'],
  ...['__proto__', 'constructor', [], [[[[]]]], {}, { toString: 1 }, Array(1000).fill(0), '\ud800', 'NaN'],
];

/** Some field, however deep, is replaced, taken away, or joined by one that nobody asked for. */
function spoil(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.1) return pick(STRANGE);
  if (Array.isArray(value)) return value.map((item) => (random() < 0.5 ? spoil(item) : item));
  const key = pick(Object.keys(value));
  const { [key]: field, ...others } = value as Record<string, unknown>;
  const kind = random();
  if (kind < 0.15) return others;
  if (kind < 0.3) return { ...value, [pick(['__proto__', 'admin', 'type', 'x'])]: pick(STRANGE) };
  return { ...others, [key]: spoil(field) };
}

/** What is spoilt, and at times not even JSON. */
function fuzzed(): string | Uint8Array {
  const message = pick(messages());
  const kind = random();
  if (kind < 0.03) return Uint8Array.from({ length: Math.floor(random() * 64) }, () => random() * 256);
  if (kind < 0.2) return mutate(Buffer.from(JSON.stringify(message)), pick(MUTATIONS), random).toString();
  return JSON.stringify(random() < 0.1 ? message : spoil(message));
}

/** Requests that a screen may make and that reach beyond the station, when their parameters are right. */
const FAR: ReadonlySet<string> = new Set([
  'scene.reset',
  'profile.propose',
  'exports.start',
  'session.start',
]);

function isOfContract(data: string | Uint8Array): data is string {
  if (typeof data !== 'string') return false;
  try {
    return upstreamSchema.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

/** Whether the contract allows it, and the robot or another machine would be moved by it. */
function isEffective(data: string | Uint8Array): boolean {
  if (!isOfContract(data)) return false;
  const message = upstreamSchema.parse(JSON.parse(data));
  if (message.type === 'input') return true;
  if (message.type !== 'request' || !FAR.has(message.name)) return false;
  return requestSchemas[message.name].params.safeParse(message.params).success;
}

/** Everything that is told to the station's inside is held against the contract. */
function watchInside(): { inputs: unknown[] } {
  const { station } = robot.seat;
  const seen: { inputs: unknown[] } = { inputs: [] };
  const setInput = station.setInput.bind(station);
  vi.spyOn(station, 'setInput').mockImplementation((state) => {
    seen.inputs.push(state);
    expect(inputStateSchema.parse(state)).toEqual(state);
    setInput(state);
  });
  const start = station.session.start.bind(station.session);
  vi.spyOn(station.session, 'start').mockImplementation((params) => {
    expect(requestSchemas['session.start'].params.parse(params)).toEqual(params);
    start(params);
  });
  const setSelfTest = station.setSelfTest.bind(station);
  vi.spyOn(station, 'setSelfTest').mockImplementation((selfTest) => {
    expect(requestSchemas['input.selfTest'].params.parse(selfTest)).toEqual(selfTest);
    setSelfTest(selfTest);
  });
  return seen;
}

/** Where the robot is, by its own word. */
const pose = (): number[] => [...robot.seat.station.link.state()];

async function expectStill(before: number[]): Promise<void> {
  await robot.run(500);
  const after = pose();
  for (const [i, value] of before.entries()) expect(after[i]).toBeCloseTo(value, 4);
  expect(robot.seat.station.loop.intent.isDeadManHeld).toBe(false);
}

/** So many strangers at a time: fewer than the screens that a station has room for. */
const AT_ONCE = 16;

/** @returns `count` spoilt messages that the contract's envelope allows, or that it does not */
function draw(count: number, isEnvelope: boolean): (string | Uint8Array)[] {
  const drawn: (string | Uint8Array)[] = [];
  while (drawn.length < count) {
    const data = fuzzed();
    if (!isEffective(data) && isOfContract(data) === isEnvelope) drawn.push(data);
  }
  tally.messages += count;
  return drawn;
}

it.each(Object.entries(TRANSPORTS))(
  'bears spoilt messages over a %s, and the robot stands',
  async (name, open) => {
    random = seededRandom(name.length);
    const connect = await open(robot.seat);
    watchInside();
    const before = pose();
    // What is no message: the screen is hung up on.
    for (let sent = 0; sent < 1600; sent += AT_ONCE) {
      await Promise.all(
        draw(AT_ONCE, false).map(async (data) => {
          const peer = await connect();
          peer.sendRaw(data);
          await peer.closed;
          tally.hungUp += 1;
        }),
      );
    }
    // What is one, with whatever in it: it is answered.
    const screen = await connect();
    for (let sent = 0; sent < 3500; sent += WINDOW) {
      for (const data of draw(WINDOW, true)) screen.sendRaw(data);
      const id = 1_000_000 + sent;
      screen.send({ type: 'request', id, name: 'robot.latency', params: {} });
      await vi.waitFor(
        () => expect(screen.messages.some((said) => said.type === 'response' && said.id === id)).toBe(true),
        { timeout: 30_000, interval: 5 },
      );
      // At the pace that a screen may keep.
      await wait(WINDOW);
    }
    for (const said of screen.messages) {
      if (said.type === 'response' && said.result.ok) tally.done += 1;
      else if (said.type === 'response') tally.refused += 1;
    }
    await expectStill(before);
    // And it is well: whoever keeps to the contract is served.
    screen.send({ type: 'request', id: 1, name: 'robot.stop', params: {} });
    await vi.waitFor(() =>
      expect(screen.messages).toContainEqual({ type: 'response', id: 1, result: { ok: true, value: {} } }),
    );
    screen.close();
  },
);

/** Ways in which what would drive is not what the contract says. */
const UNDRIVEN: ((state: Record<string, unknown>) => unknown)[] = [
  (state) => ({ ...state, device: pick(['robot', '', null, 'script', 'policy']) }),
  (state) => ({ ...state, drive: { ...driving, isDeadManHeld: pick(['true', 1, null, [true]]) } }),
  (state) => ({ ...state, drive: { ...driving, axes: { up: pick([1.01, -1e9, null, '1', 2]) } } }),
  (state) => ({ ...state, drive: { ...driving, axes: { [pick(['__proto__x', 'sideways', 'UP'])]: 1 } } }),
  (state) => ({ ...state, axes: [pick([2.1, 'x', null, {}])] }),
  (state) => ({ ...state, buttons: Array(65).fill(1) }),
  ({ drive: _drive, ...state }) => state,
];

it.each(Object.entries(TRANSPORTS))('is not driven by input over a %s that is none', async (name, open) => {
  random = seededRandom(name.length + 1);
  const connect = await open(robot.seat);
  const seen = watchInside();
  const before = pose();
  const pad = { device: 'gamepad', id: 'pad', axes: [0, 1], buttons: [1], drive: driving };
  for (let sent = 0; sent < 320; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const peer = await connect();
        peer.sendRaw(JSON.stringify({ type: 'input', state: pick(UNDRIVEN)(pad) }));
        await peer.closed;
        tally.messages += 1;
        tally.hungUp += 1;
      }),
    );
  }
  expect(seen.inputs).toEqual([]);
  await expectStill(before);
});

/** A station's server, and the headers of a screen of its own. */
async function serve() {
  const folder = await tempFolder();
  const rendererPath = join(folder, 'screens');
  await mkdir(rendererPath);
  await writeFile(join(rendererPath, 'index.html'), '<!doctype html><title>Retrace</title>');
  await writeFile(join(folder, 'secret.txt'), 'TOP SECRET');
  const { station, dataset } = robot.seat;
  const episodes = new EpisodeLibrary(dataset);
  const server = await StationServer.listen({ station, episodes, rendererPath, port: 0 });
  onTestFinished(async () => {
    await server.close();
    await episodes.close();
  });
  const response = await fetch(server.address, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const { origin, host } = new URL(server.address);
  return { headers: { cookie, origin, host }, host };
}

it('is driven by nobody without the token, from another page, or under another name', async () => {
  random = seededRandom(3);
  const { headers, host } = await serve();
  const seen = watchInside();
  const before = pose();
  const forged = {
    cookie: ['', 'retrace_token=', 'retrace_token=AAAA', `x=${headers.cookie}`, `${headers.cookie}A`],
    origin: ['', 'null', 'http://evil.example', `https://${host}`, `http://${host}.evil.example`],
    host: ['evil.example', `evil.example:${host.split(':')[1]}`, '127.0.0.1', '0.0.0.0', `${host}0`],
  };
  for (let i = 0; i < 300; i += 1) {
    const field = pick(Object.keys(forged) as (keyof typeof forged)[]);
    const socket = new WebSocket(`ws://${host}/contract`, {
      headers: { ...headers, [field]: pick(forged[field]) },
    });
    const end = await new Promise<string>((resolve) => {
      socket.on('error', (error) => resolve(error.message));
      socket.on('open', () => resolve('open'));
    });
    expect(end).toContain('403');
    tally.strangers += 1;
  }
  expect(seen.inputs).toEqual([]);
  await expectStill(before);
});

const PIECES = [
  ...[
    '..',
    '%2e%2e',
    '.%2e',
    '..%2f',
    '%2f',
    '..%5c',
    '..\\',
    '/',
    '//',
    '.',
    '%00',
    '%c0%ae%c0%ae',
    '%ef%bc%8e%ef%bc%8e',
    '~',
  ],
  ...['secret.txt', 'screens', 'etc', 'passwd', 'episodes', ID, 'frames', 'rows', 'front', '0.jpg', '1e9'],
  ...['dataset.json', '?token=x', '#', ';', '%', '%zz'],
];

it('gives no file away, whichever path is asked for', async () => {
  random = seededRandom(4);
  const { headers, host } = await serve();
  const [hostname, port] = host.split(':');
  for (let i = 0; i < 1000; i += 1) {
    const path = `/${Array.from({ length: 1 + Math.floor(random() * 7) }, () => pick(PIECES)).join(pick(['/', '']))}`;
    const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      httpRequest({ hostname, port, path, headers }, (response) => {
        let body = '';
        response.on('data', (data) => {
          body += String(data);
        });
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      })
        .on('error', (cause) => reject(new Error(path, { cause })))
        .end();
    });
    expect(body, path).not.toContain('SECRET');
    expect(body, path).not.toContain('root:');
    // What is there is the page; a folder is not listed.
    if (status === 200) expect(body, path).toContain('<title>Retrace</title>');
    else expect([400, 404], path).toContain(status);
    tally.paths += 1;
  }
});
