import { onTestFinished } from 'vitest';
import type { RobotProfile } from '../../robots/profile.ts';
import { startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { lockstepPace, type Pace } from '../../station/headless/pace.ts';
import { openSeat, readProfile, type Seat } from '../../station/seat.ts';
import { tempFolder } from '../builders/temp-dataset.ts';

export interface LockstepSeat {
  seat: Seat;
  /** Moves simulated time and ticks the station, for so long or until `isDone`. */
  run(ms: number, isDone?: () => boolean): Promise<void>;
  /** The robot's process ends, as by a crash. */
  killRobot(): Promise<void>;
}

/** A whole station on a simulated robot in stepped time: what happens does not depend on this machine. */
export async function lockstepSeat(
  folder?: string,
  robotUrl?: string,
  changed: Partial<RobotProfile> = {},
): Promise<LockstepSeat> {
  const simulation =
    robotUrl === undefined ? await startSimulation({ port: 0, seed: 5, pace: 'lockstep' }) : null;
  const pace: Pace = lockstepPace();
  const seat = await openSeat({
    datasetPath: folder ?? (await tempFolder()),
    profile: { ...(await readProfile(SIMULATED_PROFILE, robotUrl ?? simulation?.url)), ...changed },
    clock: pace.clock,
    clockKind: pace.clockKind,
    nextSceneSeed: () => 5,
  });
  let isRobotAlive = true;
  const killRobot = async (): Promise<void> => {
    if (!isRobotAlive) return;
    isRobotAlive = false;
    await simulation?.close();
  };
  onTestFinished(async () => {
    await seat.close();
    await killRobot();
  });
  const { bridge, profile } = seat.station.link;
  while (bridge.status.status !== 'up') await new Promise((resolve) => setTimeout(resolve, 10));
  const run = async (ms: number, isDone = () => false): Promise<void> => {
    let left = Math.round((ms / 1000) * profile.rates.commandHz);
    await pace.run(seat, () => {
      seat.station.tick();
      left -= 1;
      return left <= 0 || isDone();
    });
  };
  await run(200);
  return { seat, run, killRobot };
}
