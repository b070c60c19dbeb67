import { AppError } from '../../core/errors.ts';
import type { ControlLoop } from '../control-loop.ts';
import type { RobotLink } from '../robot-link.ts';

const TIMEOUT_MS = 20_000;

/** Only a simulated robot resets unasked: a real one must not move by itself. */
export function resetsUnasked({ profile }: RobotLink): boolean {
  return profile.simulation !== undefined && profile.resetService !== undefined;
}

/**
 * Has the robot go home and make the scene new.
 *
 * @param service of `std_srvs/Trigger`'s kind, as the profile names it
 * @param seed of the scene, for runs that shall be the same again; null lets the robot choose
 * @throws AppError `unavailable` with the robot's own words when it refuses, `timeout` after 20 s
 */
export async function makeNewScene(
  service: string,
  link: RobotLink,
  loop: ControlLoop,
  seed: number | null,
): Promise<void> {
  const args = seed === null ? {} : { seed };
  const answer = await link.bridge.call(service, args, TIMEOUT_MS, 'std_srvs/Trigger');
  // std_srvs/Trigger reports a failure in its answer, not as an error of the call.
  if (answer.success === false) throw new AppError('unavailable', String(answer.message));
  loop.reset();
  link.forgetScene();
}
