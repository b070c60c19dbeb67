import { AppError } from '../../core/errors.ts';
import { fromMs } from '../../core/time.ts';
import type { Intent } from '../../robots/input/intent.ts';
import type { PolicyThread } from './policy-thread.ts';

/** A stick at rest says less than this. */
const TOUCH = 0.15;
/** A policy that has nothing to say for so long has let go: until then the robot rests and waits for it. */
const LET_GO_AFTER_NS = fromMs(1000);

/**
 * Who of the two leads while the dead-man is held: the operator, or the policy beside them. The operator takes the
 * robot by a touch and keeps it; only a deliberate {@link hand} gives it to the policy.
 */
export class Lead {
  #policy: PolicyThread | null = null;
  #isPolicy = false;
  #letGoBecause: string | null = null;
  /** When the policy was last able to lead. */
  #ableNs = 0n;

  /** The policy beside the operator; null for none. */
  get policy(): PolicyThread | null {
    return this.#policy;
  }

  get isPolicy(): boolean {
    return this.#isPolicy;
  }

  /** Why the policy gave up, until the operator or the policy takes the robot anew; null when it did not. */
  get letGoBecause(): string | null {
    return this.#letGoBecause;
  }

  /** @param policy from now on; the operator leads before it is handed the robot */
  accompany(policy: PolicyThread | null): void {
    this.take();
    this.#policy = policy;
  }

  /** @throws AppError `not-allowed` without a policy, or when it has failed for good */
  hand(nowNs: bigint): void {
    if (this.#policy === null) throw new AppError('not-allowed', 'the session has no policy');
    if (this.#policy.failure !== null) {
      throw new AppError('not-allowed', `the policy has failed: ${this.#policy.failure}`);
    }
    this.#policy.forget();
    this.#isPolicy = true;
    this.#letGoBecause = null;
    this.#ableNs = nowNs;
  }

  /** The robot is the operator's. */
  take(): void {
    this.#isPolicy = false;
    this.#letGoBecause = null;
  }

  /** What the hands do: with the dead-man held, whoever moves a stick or the gripper has the robot. */
  feel({ axes, isDeadManHeld }: Intent, isGripperMoved: boolean): void {
    const isTouched = isGripperMoved || Object.values(axes).some((value) => Math.abs(value) > TOUCH);
    if (isDeadManHeld && isTouched) this.take();
  }

  /** Once a step, also while the robot is held, so that the policy is ready when it is not. */
  look(link: Parameters<PolicyThread['look']>[0], nowNs: bigint): void {
    if (!this.#isPolicy) return;
    this.#policy!.look(link, nowNs);
    if (this.#policy!.intent(nowNs) !== null) this.#ableNs = nowNs;
  }

  /** What the policy wants, while it leads; null where it has nothing to say, and the robot shall rest. */
  policyIntent(nowNs: bigint): Intent | null {
    const policy = this.#policy!;
    const intent = policy.intent(nowNs);
    if (intent !== null) this.#ableNs = nowNs;
    else if (policy.failure !== null || nowNs - this.#ableNs > LET_GO_AFTER_NS) {
      this.#isPolicy = false;
      this.#letGoBecause = policy.trouble();
    }
    return intent;
  }

  /** What the policy wants, for the screens; null while it does not lead or has nothing to say. */
  wants(nowNs: bigint): Intent | null {
    return this.#isPolicy ? this.#policy!.intent(nowNs) : null;
  }

  /** Why the policy, which leads, says nothing now; null while it does. */
  trouble(nowNs: bigint): string | null {
    return this.#isPolicy && this.wants(nowNs) === null ? this.#policy!.trouble() : null;
  }
}
