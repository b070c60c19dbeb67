import { once } from 'node:events';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Downstream, downstreamSchema, type ShownTelemetry } from '../../core/contract/messages.ts';
import { EpisodeLibrary } from '../../station/episode-library.ts';
import { StationServer } from '../../station/server/server.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';
import { ScreenClient } from '../support/screen-client.ts';

let robot: LockstepSeat;
let server: StationServer;
beforeEach(async () => {
  robot = await lockstepSeat();
  server = await serverOf(robot);
});

async function serverOf({ seat }: LockstepSeat): Promise<StationServer> {
  const listening = await StationServer.listen({
    station: seat.station,
    episodes: new EpisodeLibrary(seat.dataset),
    rendererPath: await tempFolder(),
    port: 0,
  });
  onTestFinished(() => listening.close());
  return listening;
}

/** A screen of that server, and what it hears of the robot's numbers. */
async function openSocket({ address }: StationServer) {
  const { origin, host } = new URL(address);
  const response = await fetch(address, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const socket = new WebSocket(`ws://${host}/contract`, { headers: { cookie, origin } });
  const heard: ShownTelemetry[] = [];
  socket.on('message', (data, isBinary) => {
    const message: Downstream | null = isBinary ? null : downstreamSchema.parse(JSON.parse(String(data)));
    if (message?.type === 'telemetry') heard.push(message.telemetry);
  });
  await once(socket, 'open');
  onTestFinished(() => socket.terminate());
  return { socket, heard };
}

it('goes to the screens that want it, and to no other', { timeout: 60_000 }, async () => {
  const { socket, heard } = await openSocket(server);
  await robot.run(500);
  const listen = async (): Promise<number> => {
    heard.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 600));
    return heard.length;
  };
  expect(await listen()).toBe(0);
  socket.send(JSON.stringify({ type: 'telemetry', isWanted: true }));
  const count = await listen();
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThanOrEqual(13);
  const { profile } = robot.seat.station.link;
  expect(heard[0]!.state).toHaveLength(profile.state.length);
  expect(heard[0]!.state.every((value) => typeof value === 'number')).toBe(true);
  expect(heard[0]!.command).toBeNull();

  robot.seat.station.setInput({
    device: 'keyboard',
    pressedCodes: ['ShiftLeft', 'KeyD'],
    isDeadManLatched: false,
  });
  await robot.run(200);
  await listen();
  expect(heard.at(-1)!.command![0]).toBeGreaterThan(0);

  socket.send(JSON.stringify({ type: 'telemetry', isWanted: false }));
  await listen();
  expect(await listen()).toBe(0);
});

it('carries what a device on the robot’s network says, until that falls silent', {
  timeout: 60_000,
}, async () => {
  const inputTopic = {
    title: 'Leader arm',
    topic: '/joint_states',
    type: 'sensor_msgs/JointState',
    axes: { up: { path: 'position[gantry_z]', scale: 2 } },
    deadMan: 'position[gripper_width]',
  };
  const led = await lockstepSeat(undefined, undefined, { inputTopic });
  const { socket, heard } = await openSocket(await serverOf(led));
  socket.send(JSON.stringify({ type: 'telemetry', isWanted: true }));
  await led.run(300);
  const z = led.seat.station.link.profile.state.indexOf('gantry_z.position');
  await vi.waitFor(() => {
    const { topicDevice, state } = heard.at(-1)!;
    expect(topicDevice).toMatchObject({ title: 'Leader arm', drive: { isDeadManHeld: false } });
    expect(topicDevice!.drive!.axes.up).toBeCloseTo(2 * state[z]!, 2);
  }, 5_000);
  await vi.waitFor(() => expect(heard.at(-1)!.topicDevice!.drive).toBeNull(), 5_000);
});

it('a self-test’s result is what every screen shows from then on', { timeout: 60_000 }, async () => {
  const screen = await ScreenClient.open(server.address);
  const watcher = await ScreenClient.open(server.address);
  const selfTest = { device: 'gamepad', id: 'Pad', findings: ['Up: it always read 0.'] } as const;
  await screen.request('input.selfTest', { ...selfTest, findings: [...selfTest.findings] });
  const { input } = await watcher.until((snapshot) => snapshot.input.selfTest !== null);
  expect(input.selfTest).toMatchObject(selfTest);
  expect(Number.isNaN(Date.parse(input.selfTest!.testedAt))).toBe(false);
  screen.close();
  watcher.close();
});
