import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { parse } from '../../core/parse.ts';
import { readStamp } from '../../robots/ros-time.ts';
import { SteppedClock, SystemClock } from '../clocks.ts';
import type { Seat } from '../seat.ts';
import { startTicker } from '../ticker.ts';

const ADVANCE_TIMEOUT_MS = 60_000;

const advancedSchema = z.object({ success: z.boolean(), message: z.string(), clock: z.unknown() });

/** How ticks come about: by the wall's time, or as fast as a simulated robot can be stepped. */
export interface Pace {
  clock: SystemClock | SteppedClock;
  clockKind: 'system' | 'simulated';
  /**
   * Calls `onTick` at the command rate until it says that it is done.
   *
   * @throws what `onTick` throws, or AppError when the simulated time cannot be moved
   */
  run(seat: Seat, onTick: () => boolean): Promise<void>;
}

export function realTimePace(): Pace {
  return {
    clock: new SystemClock(),
    clockKind: 'system',
    run: ({ station }, onTick) =>
      new Promise((resolve, reject) => {
        const stop = startTicker(station.link.profile.rates.commandHz, () => {
          try {
            if (!onTick()) return;
            stop();
            resolve();
          } catch (error) {
            stop();
            reject(error);
          }
        });
      }),
  };
}

/** Each tick first moves the robot's time by one command period; all that it sent in it has arrived by then. */
export function lockstepPace(): Pace {
  const clock = new SteppedClock();
  return {
    clock,
    clockKind: 'simulated',
    run: async ({ station }, onTick) => {
      const { bridge, profile } = station.link;
      const service = profile.simulation!.advanceService;
      const args = { duration_ms: 1000 / profile.rates.commandHz };
      do {
        const answer = await bridge.call(service, args, ADVANCE_TIMEOUT_MS);
        const { success, message, clock: stamp } = parse(advancedSchema, answer, service);
        const robotNs = readStamp(stamp);
        if (!success || robotNs === null) {
          throw new AppError('unavailable', `simulated time did not move: ${message} (${service})`);
        }
        clock.stepTo(robotNs);
      } while (!onTick());
    },
  };
}
