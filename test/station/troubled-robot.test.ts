import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { SystemClock } from '../../station/clocks.ts';
import { openSeat, readProfile, type Seat } from '../../station/seat.ts';
import { startTicker } from '../../station/ticker.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { WireRobot } from '../support/wire-robot.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let robot: WireRobot;
let seat: Seat;
let stopTicking: () => void;
let isDriven: boolean;

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  robot = await WireRobot.start('ros1');
  seat = await openSeat({
    datasetPath: await tempFolder(),
    profile: await readProfile(SIMULATED_PROFILE, robot.url),
    clock: new SystemClock(),
    clockKind: 'system',
  });
  isDriven = false;
  stopTicking = startTicker(50, () => {
    seat.station.setInput({
      device: 'keyboard',
      pressedCodes: isDriven ? ['ShiftLeft', 'KeyD'] : [],
      isDeadManLatched: false,
    });
    seat.station.tick();
  });
  await vi.waitFor(() => expect(seat.station.session.blockers()).toEqual([]), 10_000);
});

afterEach(async () => {
  stopTicking();
  await seat.close();
  await robot.close();
  vi.restoreAllMocks();
});

const alerts = () => seat.station.snapshot().alerts;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function drive(): Promise<void> {
  isDriven = false;
  await pause(100);
  isDriven = true;
  await vi.waitFor(() => expect(seat.station.loop.heldBecause).toBeNull(), 3000);
}

it('says what to do when a bridge has lost a topic that another client spoilt', async () => {
  expect(alerts()).toEqual([]);
  const naive = new WebSocket(robot.url);
  await once(naive, 'open');
  naive.send(
    JSON.stringify({ op: 'subscribe', topic: '/camera/front/image/compressed', compression: 'cbor' }),
  );
  robot.ratesHz.frontImage = 300;
  await pause(50);
  (naive as unknown as { _socket: { pause(): void } })._socket.pause();
  await pause(1000);
  naive.terminate();
  robot.ratesHz.frontImage = 30;
  await vi.waitFor(
    () =>
      expect(alerts()).toEqual([
        expect.objectContaining({
          id: 'stale:front',
          severity: 'alarm',
          cause: expect.stringContaining('the bridge has lost it'),
          action: expect.stringContaining('restart the bridge on the robot'),
        }),
      ]),
    8000,
  );
});

it('says that a camera has stopped, and that it is back', async () => {
  robot.ratesHz.wristImage = 0;
  await vi.waitFor(() => expect(alerts()[0]).toMatchObject({ title: 'Camera wrist has stopped' }), 3000);
  expect(seat.station.session.blockers()).toHaveLength(1);
  robot.ratesHz.wristImage = 30;
  await vi.waitFor(() => expect(alerts()).toEqual([]), 3000);
});

it('holds through a restart of the bridge, and moves only after a new press', async () => {
  await drive();
  const { port } = robot;
  await robot.close();
  await vi.waitFor(() => expect(alerts()[0]).toMatchObject({ id: 'bridge-down' }), 3000);
  robot = await WireRobot.start('ros1', port);
  await vi.waitFor(() => expect(seat.station.session.blockers()).toEqual([]), 10_000);
  await pause(500);
  expect(seat.station.loop.needsNewPress).toBe(true);
  await drive();
  await vi.waitFor(() => expect(robot.commandsMs.length).toBeGreaterThan(20));
});

it('reads all that a flood brings, ten times the state, and still drives', async () => {
  const { link } = seat.station;
  const statuses: string[] = [];
  link.bridge.onStatus(({ status }) => statuses.push(status));
  robot.ratesHz.jointStates = 1000;
  robot.ratesHz.wrench = 1000;
  const before = link.states.map(({ count }) => count);
  await vi.waitFor(() => {
    for (const [i, { count }] of link.states.entries()) expect(count - before[i]!).toBeGreaterThan(3000);
  }, 15_000);
  await drive();
  robot.commandsMs.length = 0;
  await vi.waitFor(() => expect(robot.commandsMs.length).toBeGreaterThan(20), 5000);
  expect(statuses).toEqual([]);
  expect(link.bridge.faults.size).toBe(0);
});
