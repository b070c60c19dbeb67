import { join } from 'node:path';
import { decompressSync, FORMAT_RGB } from '@julusian/jpeg-turbo';
import { expect, it, onTestFinished } from 'vitest';
import { toMs } from '../../core/time.ts';
import { readManifest } from '../../datasets/dataset.ts';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { verifyEpisode } from '../../datasets/episode/verify.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { realTimePace } from '../../station/headless/pace.ts';
import { openSeat, readProfile, type Seat } from '../../station/seat.ts';
import { tempFolder } from '../builders/temp-dataset.ts';
import { relayedRobot } from '../support/foxglove-relay.ts';
import type { RosEncoding } from '../support/foxglove-server.ts';

const pace = realTimePace();

async function stationOn(encoding: RosEncoding): Promise<Seat> {
  const relay = await relayedRobot(encoding);
  const { simulation: _, ...profile } = await readProfile(SIMULATED_PROFILE);
  const seat = await openSeat({
    datasetPath: await tempFolder(),
    profile: { ...profile, bridge: { kind: 'foxglove', url: relay.robot.url } },
    clock: pace.clock,
    clockKind: pace.clockKind,
  });
  onTestFinished(async () => {
    await seat.close();
    await relay.close();
  });
  return seat;
}

/** Ticks in real time until it is so. */
async function until(seat: Seat, isDone: () => boolean, timeoutMs: number): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  await pace.run(seat, () => {
    seat.station.tick();
    if (performance.now() > deadlineMs)
      throw new Error(seat.station.session.blockers().join('; ') || 'too late');
    return isDone();
  });
}

async function drive(seat: Seat, ms: number, ...pressedCodes: string[]): Promise<void> {
  const endMs = performance.now() + ms;
  await until(
    seat,
    () => {
      seat.station.setInput({ device: 'keyboard', pressedCodes, isDeadManLatched: false });
      return performance.now() >= endMs;
    },
    ms + 1000,
  );
}

it.each(['ros1', 'cdr'] as const)(
  'a station records an episode from a robot that speaks %s',
  {
    timeout: 30_000,
  },
  async (encoding) => {
    const seat = await stationOn(encoding);
    const { session, link } = seat.station;
    await until(seat, () => session.blockers().length === 0, 15_000);
    session.start({ operator: 'Ada', task: 'Pick up the shirt', protocol: 'demonstration' });
    await session.resetScene();
    expect(session.resetFailure).toBeNull();
    await until(seat, () => session.blockers().length === 0, 15_000);
    const { id } = await session.begin();
    await drive(seat, 1000, 'ShiftLeft', 'KeyD');
    await drive(seat, 700);
    session.mark('succeeded');
    await until(seat, () => session.status !== 'recording', 10_000);

    expect([...link.bridge.faults]).toEqual([]);
    expect(link.faults.size).toBe(0);
    expect(await readManifest(seat.dataset, id)).toMatchObject({ state: 'sealed', outcome: 'success' });
    const folder = join(seat.dataset.episodesPath, id);
    await verifyEpisode(folder);
    const reader = await openEpisode(folder);
    const { state, action, timeNs } = await reader.series();
    const steps = reader.rowCount - 1;
    const stateWidth = link.profile.state.length;
    const actionWidth = link.profile.action.length;
    expect(steps).toBeGreaterThanOrEqual(15);
    expect(toMs(timeNs[steps]! - timeNs[0]!)).toBeGreaterThan(1600);
    // It was driven to the right at up to 0.15 m/s for a second, and then held: where it went is what was sent.
    const sent = Array.from({ length: steps }, (_, i) => action[i * actionWidth]!);
    expect(Math.max(...sent)).toBeCloseTo(0.15, 3);
    expect(sent.at(-1)).toBe(0);
    const movedM = state[steps * stateWidth]! - state[0]!;
    expect(movedM).toBeGreaterThan(0.05);
    expect(movedM).toBeLessThan(0.16);
    let frames = 0;
    for (const { name } of link.profile.cameras) {
      for await (const { value } of reader.extras(name)) {
        if (frames % 10 === 0) {
          const picture = decompressSync(Buffer.from(value as Uint8Array), { format: FORMAT_RGB });
          expect([picture.width, picture.height]).toEqual([320, 240]);
        }
        frames += 1;
      }
    }
    expect(frames).toBeGreaterThan(10);
    await reader.close();
  },
);
