import type { Intent } from '../../robots/input/intent.ts';

/** A stick at rest says less than this. */
const TOUCH = 0.15;

/**
 * Who leads while the dead-man is held: the policy, until the operator touches the stick or the gripper's
 * button; then the operator, until the dead-man is let go.
 */
export class Takeover {
  #isTaken = false;

  get isTaken(): boolean {
    return this.#isTaken;
  }

  update({ axes, isDeadManHeld }: Intent, isGripperMoved: boolean): void {
    if (!isDeadManHeld) this.#isTaken = false;
    else if (isGripperMoved || Object.values(axes).some((value) => Math.abs(value) > TOUCH))
      this.#isTaken = true;
  }
}
