import { AppError } from '../../core/errors.ts';
import type { Intent } from '../../robots/input/intent.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import type { PolicyDescription } from './policy-description.ts';

/**
 * @throws AppError `invalid-input` when the policy sees or does what this robot does not have, `not-allowed` for a
 *   robot that is led by positions
 */
export function assertFits({ observation, action, stepHz }: PolicyDescription, profile: RobotProfile): void {
  assertSame('state', observation.state, profile.state);
  assertSame(
    'actions',
    action.names,
    profile.action.map(({ name }) => name),
  );
  assertSame('step rate', [String(stepHz)], [String(profile.rates.stepHz)]);
  for (const { name } of observation.cameras) {
    if (profile.cameras.some((camera) => camera.name === name)) continue;
    throw new AppError('invalid-input', `the policy looks through the camera "${name}", the robot has none`);
  }
  const led = profile.action.find(({ kind }) => kind === 'position');
  if (led !== undefined) {
    throw new AppError('not-allowed', `a policy cannot lead "${led.name}" by positions yet`);
  }
}

/**
 * As {@link assertFits}, and its cameras send what the thread of a policy can look at.
 *
 * @throws AppError as {@link assertFits}, and `not-allowed` for a camera that does not send JPEG
 */
export function assertSeesLive(description: PolicyDescription, profile: RobotProfile): void {
  assertFits(description, profile);
  for (const { name } of description.observation.cameras) {
    const { encoding } = profile.cameras.find((one) => one.name === name)!;
    if (encoding === 'jpeg') continue;
    throw new AppError('not-allowed', `a policy looks at JPEG, "${name}" gives ${encoding}`);
  }
}

/**
 * The intent whose command is an action: velocities as shares of the greatest speed, and a gripper that is
 * nearer to closed than to open is closed.
 *
 * @param profile of a robot that the policy fits, as {@link assertFits} found
 */
export function intentOf(action: readonly number[], profile: RobotProfile): Intent {
  const intent: Intent = { axes: {}, isGripperClosed: false, isDeadManHeld: true };
  profile.action.forEach((value, index) => {
    const wanted = action[index]!;
    if (value.kind === 'gripper') {
      intent.isGripperClosed = Math.abs(wanted - value.closed) < Math.abs(wanted - value.open);
    } else if (value.kind === 'velocity') {
      intent.axes[value.axis] = wanted / (value.limits.speed * value.direction);
    }
  });
  return intent;
}

function assertSame(what: string, policy: readonly string[], robot: readonly string[]): void {
  if (policy.length === robot.length && policy.every((name, index) => name === robot[index])) return;
  throw new AppError(
    'invalid-input',
    `the policy's ${what} are ${policy.join(', ')}, the robot's ${robot.join(', ')}`,
  );
}
