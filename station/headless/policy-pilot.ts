import type { Progress } from '../../protocols/phases.ts';
import { IDLE_INTENT, type Intent } from '../../robots/input/intent.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import type { NewEvent } from '../collect/phase-log.ts';
import type { Policy } from '../policy/policy.ts';
import type { PolicyIdentity } from '../policy/policy-description.ts';
import { assertFits, intentOf } from '../policy/robot-fit.ts';
import type { Observation, Pilot } from './rollout.ts';
import type { SimulatedRobot } from './simulated-robot.ts';

/** A policy at the robot: the task's own test ends the try, or its time does. */
export class PolicyPilot implements Pilot {
  readonly source = 'policy';
  readonly policy: PolicyIdentity;
  readonly #policy: Policy;
  readonly #profile: RobotProfile;
  readonly #limitNs: bigint;
  #intent: Intent = IDLE_INTENT;
  /** What is left of a chunk: it is played to its end. */
  #ahead: Intent[] = [];

  /** @throws AppError `invalid-input` when the policy sees or does what this robot does not have */
  constructor(policy: Policy, profile: RobotProfile, limitNs: bigint) {
    this.policy = policy.identity;
    this.#policy = policy;
    this.#profile = profile;
    this.#limitNs = limitNs;
    assertFits(policy.description, profile);
  }

  async observe({ state, pictures }: Observation): Promise<void> {
    if (this.#ahead.length === 0) {
      const seen = this.#policy.description.observation.cameras.map(({ name }) => pictures[name]!.rgb);
      const actions = await this.#policy.act(state, seen);
      this.#ahead = actions.map((action) => intentOf(action, this.#profile));
    }
    this.#intent = this.#ahead.shift()!;
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
