import { AppError } from '../../core/errors.ts';
import type { Progress } from '../../protocols/phases.ts';
import { IDLE_INTENT, type Intent } from '../../robots/input/intent.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import type { NewEvent } from '../collect/phase-log.ts';
import type { Policy } from './policy.ts';
import type { Observation, Pilot } from './rollout.ts';
import type { SimulatedRobot } from './simulated-robot.ts';

/** A policy at the robot: the task's own test ends the try, or its time does. */
export class PolicyPilot implements Pilot {
  readonly source = 'policy';
  readonly #policy: Policy;
  readonly #profile: RobotProfile;
  readonly #limitNs: bigint;
  #intent: Intent = IDLE_INTENT;

  /** @throws AppError `invalid-input` when the policy sees or does what this robot does not have */
  constructor(policy: Policy, profile: RobotProfile, limitNs: bigint) {
    this.#policy = policy;
    this.#profile = profile;
    this.#limitNs = limitNs;
    const { observation, action, stepHz } = policy.description;
    assertSame('state', observation.state, profile.state);
    assertSame(
      'actions',
      action.names,
      profile.action.map(({ name }) => name),
    );
    assertSame('step rate', [String(stepHz)], [String(profile.rates.stepHz)]);
  }

  async observe({ state, pictures }: Observation): Promise<void> {
    const seen = this.#policy.description.observation.cameras.map(({ name }) => pictures[name]!.rgb);
    this.#intent = intentOf(await this.#policy.act(state, seen), this.#profile);
  }

  decide(robot: SimulatedRobot, { phase }: Progress): Intent | NewEvent {
    const end = (outcome: 'success' | 'failure'): NewEvent => ({
      kind: 'mark',
      transition: phase.transitions.find((transition) => transition.outcome === outcome)!.id,
    });
    if (robot.isSuccess) return end('success');
    if (robot.timeNs >= this.#limitNs) return end('failure');
    return this.#intent;
  }
}

/**
 * The intent whose command is an action: velocities as shares of the greatest speed, and a gripper that is
 * nearer to closed than to open is closed.
 */
function intentOf(action: readonly number[], profile: RobotProfile): Intent {
  const intent: Intent = { axes: {}, isGripperClosed: false, isDeadManHeld: true };
  profile.action.forEach((value, index) => {
    const wanted = action[index]!;
    if (value.kind === 'gripper') {
      intent.isGripperClosed = Math.abs(wanted - value.closed) < Math.abs(wanted - value.open);
    } else if (value.kind === 'velocity') {
      intent.axes[value.axis] = wanted / (value.limits.speed * value.direction);
    } else throw new AppError('not-allowed', `a policy cannot lead "${value.name}" by positions yet`);
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
