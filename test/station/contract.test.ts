import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Downstream, RequestResult, Upstream } from '../../core/contract/messages.ts';
import type { Snapshot } from '../../core/contract/snapshot.ts';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { buildHead, writeEpisode } from '../builders/episode.ts';
import { type ContractPeer, TRANSPORTS } from '../support/contract-peer.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The contract is one, whichever way its messages go. */
describe.each(Object.entries(TRANSPORTS))('the contract over a %s', { timeout: 30_000 }, (_name, open) => {
  let robot: LockstepSeat;
  let connect: () => Promise<ContractPeer>;
  let screen: ContractPeer;

  beforeEach(async () => {
    robot = await lockstepSeat();
    connect = await open(robot.seat);
    screen = await connect();
    onTestFinished(() => screen.close());
  });

  const of = <T extends Downstream['type']>(
    peer: ContractPeer,
    type: T,
  ): Extract<Downstream, { type: T }>[] =>
    peer.messages.filter((message): message is Extract<Downstream, { type: T }> => message.type === type);

  const snapshots = (peer: ContractPeer): Snapshot[] => of(peer, 'snapshot').map(({ snapshot }) => snapshot);

  async function answer(id: number, peer = screen): Promise<RequestResult> {
    return vi.waitFor(() => of(peer, 'response').find((response) => response.id === id)!.result, 5000);
  }

  function ask(id: number, name: string, params: unknown = {}): Promise<RequestResult> {
    screen.send({ type: 'request', id, name, params } as Upstream);
    return answer(id);
  }

  it('says all at once, and at most ten times a second', async () => {
    await vi.waitFor(() => expect(snapshots(screen).length).toBeGreaterThan(0));
    expect(snapshots(screen)[0]!.robot.cameras.map(({ name }) => name)).toEqual(['front', 'wrist']);
    const before = snapshots(screen).length;
    await wait(1000);
    const inASecond = snapshots(screen).length - before;
    expect(inASecond).toBeGreaterThanOrEqual(5);
    expect(inASecond).toBeLessThanOrEqual(11);
    const versions = snapshots(screen).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('answers requests, and wrong ones with the field that is wrong', async () => {
    const session = { operator: 'Ada', task: 'x', protocol: 'demonstration' };
    expect(await ask(1, 'session.start', { ...session, operator: '' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', message: expect.stringMatching(/^operator: Too small/) },
    });
    expect(await ask(2, 'session.start', session)).toEqual({ ok: true, value: {} });
    await vi.waitFor(() => expect(snapshots(screen).at(-1)!.session).toMatchObject({ operator: 'Ada' }));
    expect(await ask(3, 'session.start', session)).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
  });

  it('sends numbers while they are wanted', async () => {
    await wait(200);
    expect(of(screen, 'telemetry')).toEqual([]);
    screen.send({ type: 'telemetry', isWanted: true });
    await vi.waitFor(() => expect(of(screen, 'telemetry').length).toBeGreaterThan(2));
    screen.send({ type: 'telemetry', isWanted: false });
    await wait(200);
    const before = of(screen, 'telemetry').length;
    await wait(200);
    expect(of(screen, 'telemetry')).toHaveLength(before);
  });

  it('sends no more pictures than the screen has room for, and then the newest', async () => {
    const credit = (frames: number): void => screen.send({ type: 'credit', camera: 'wrist', frames });
    await robot.run(500);
    expect(screen.frames).toEqual([]);
    credit(2);
    await wait(100);
    await robot.run(1000);
    await wait(100);
    expect(screen.frames).toHaveLength(2);
    credit(1);
    await vi.waitFor(() => expect(screen.frames).toHaveLength(3));
    // 1.5 s at 30 Hz have passed since the screen came: the newest frame, not the oldest that waited.
    expect(screen.frames[2]!.sequence).toBeGreaterThanOrEqual(43);
    expect([...screen.frames[2]!.image.slice(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('gives the pictures of recorded episodes, byte for byte, and says why there is none', async () => {
    const { dataset } = robot.seat;
    const head = buildHead({ robotProfile: { name: 'simulated-tshirt', definition: {} } });
    const { id: episode } = (await writeEpisode(dataset, 5, { head })).head;
    const library = new EpisodeLibrary(dataset);
    onTestFinished(() => library.close());
    const { bytes } = await library.frame(episode, 'wrist', 3);
    const show = (id: number, wanted: object): void =>
      screen.send({ type: 'picture', id, episode, camera: 'wrist', row: 3, ...wanted });
    show(7, {});
    await vi.waitFor(() => expect(screen.pictures).toHaveLength(1));
    expect(screen.pictures[0]).toEqual({ id: 7, encoding: 'jpeg', image: Uint8Array.from(bytes) });

    show(8, { row: 999 });
    show(9, { camera: 'elbow' });
    show(10, { episode: '01a202e0-4fd4-7160-b927-362018147e2c' });
    for (const id of [8, 9, 10]) {
      expect(await answer(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    }
    expect(screen.pictures).toHaveLength(1);
  });

  it('lets one screen drive, until it is gone or another takes over', async () => {
    const other = await connect();
    const driver = (peer: ContractPeer): string | undefined => snapshots(peer).at(-1)?.input.driver;
    const held: Upstream = {
      type: 'input',
      state: { device: 'keyboard', pressedCodes: ['ShiftLeft'], isDeadManLatched: false },
    };
    screen.send(held);
    await vi.waitFor(() => expect([driver(screen), driver(other)]).toEqual(['you', 'other']));
    expect(robot.seat.station.loop.intent.isDeadManHeld).toBe(true);
    other.send({ type: 'take-over' });
    await vi.waitFor(() => expect([driver(screen), driver(other)]).toEqual(['other', 'you']));
    expect(robot.seat.station.loop.intent.isDeadManHeld).toBe(false);
    other.send(held);
    await vi.waitFor(() => expect(robot.seat.station.loop.intent.isDeadManHeld).toBe(true));
    other.close();
    await vi.waitFor(() => expect(driver(screen)).toBe('nobody'));
    expect(robot.seat.station.loop.intent.isDeadManHeld).toBe(false);
  });

  it('hangs up on what is no message of the contract, and the robot is not moved', async () => {
    const input = { device: 'gamepad', id: 'x', buttons: [], drive: { axes: {}, isDeadManHeld: true } };
    const wrong: (string | Uint8Array)[] = [
      '{"type":',
      '{"type":"launch"}',
      '{"type":"request","id":1,"name":"robot.explode","params":{}}',
      Uint8Array.from([1, 2, 3]),
      JSON.stringify({ type: 'input', state: { ...input, axes: [1e9] } }),
      JSON.stringify({ type: 'telemetry', isWanted: true, padding: 'x'.repeat(70_000) }),
    ];
    for (const data of wrong) {
      const stranger = await connect();
      stranger.sendRaw(data);
      await stranger.closed;
    }
    expect(robot.seat.station.loop.intent.isDeadManHeld).toBe(false);
    expect(await ask(1, 'robot.stop')).toEqual({ ok: true, value: {} });
  });

  it('hangs up on a screen that runs wild', async () => {
    for (let i = 0; i < 3000; i += 1) screen.send({ type: 'telemetry', isWanted: false });
    await screen.closed;
    const next = await connect();
    await vi.waitFor(() => expect(snapshots(next).length).toBeGreaterThan(0));
    next.close();
  });
});
