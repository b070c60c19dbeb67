import type { Intent } from '../input/intent.ts';
import type { ActionValue, RobotProfile } from '../profile.ts';

export interface LimitedCommand {
  /** Per action of the profile, in its unit. */
  values: number[];
  /** Actions that were cut by the workspace, by name. */
  atWorkspaceEdge: string[];
}

/**
 * Turns intents into commands within the profile's speed, acceleration and workspace. What comes out is what
 * is sent, so it is also what is recorded as the action.
 */
export class CommandLimits {
  readonly #actions: ActionValue[];
  readonly #stateIndex: Map<string, number>;
  #last: number[];

  constructor(profile: RobotProfile) {
    this.#actions = profile.action;
    this.#stateIndex = new Map(profile.state.map((name, i) => [name, i]));
    this.#last = this.#actions.map(restValue);
  }

  /** Per action: zero velocity, and the position that was last commanded. */
  get hold(): number[] {
    return this.#actions.map((action, i) => (action.kind === 'velocity' ? 0 : this.#last[i]!));
  }

  /**
   * @param state the newest `observation.state`, in the profile's order
   * @param periodS since the last command
   */
  limit(intent: Intent, state: readonly number[], periodS: number): LimitedCommand {
    const atWorkspaceEdge: string[] = [];
    this.#last = this.#actions.map((action, i) => {
      const last = this.#last[i]!;
      if (action.kind === 'position') {
        const target = intent.isGripperClosed ? action.closed : action.open;
        return approach(last, target, action.maxSpeed * periodS);
      }
      const wanted = clamp(readAxis(intent, action), -1, 1) * action.maxSpeed * action.direction;
      const reached = approach(last, wanted, action.maxAcceleration * periodS);
      const allowed = this.#insideWorkspace(action, reached, state, periodS);
      if (allowed !== reached) atWorkspaceEdge.push(action.name);
      return allowed;
    });
    return { values: [...this.#last], atWorkspaceEdge };
  }

  /** The robot is held at once; what comes next starts from rest. */
  rest(): number[] {
    this.#last = this.hold;
    return [...this.#last];
  }

  /** Positions go back to where a reset leaves the robot: open. */
  reset(): void {
    this.#last = this.#actions.map(restValue);
  }

  /**
   * No faster toward an edge than it can still brake before it. The state is up to a period old and the
   * command acts for another, so the way to stop is 2 v T + v² / 2a.
   */
  #insideWorkspace(
    action: Extract<ActionValue, { kind: 'velocity' }>,
    velocity: number,
    state: readonly number[],
    periodS: number,
  ): number {
    if (action.workspace === undefined) return velocity;
    const position = state[this.#stateIndex.get(action.workspace.state)!];
    if (position === undefined || !Number.isFinite(position)) return 0;
    const room = Math.max(
      0,
      velocity > 0 ? action.workspace.max - position : position - action.workspace.min,
    );
    const lost = 2 * action.maxAcceleration * periodS;
    const fastest = Math.sqrt(lost ** 2 + 2 * action.maxAcceleration * room) - lost;
    return clamp(velocity, -fastest, fastest);
  }
}

function readAxis(intent: Intent, action: Extract<ActionValue, { kind: 'velocity' }>): number {
  return action.axis === 'gripper' ? 0 : (intent.axes[action.axis] ?? 0);
}

function restValue(action: ActionValue): number {
  return action.kind === 'velocity' ? 0 : action.open;
}

function approach(from: number, to: number, most: number): number {
  return from + clamp(to - from, -most, most);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value)) || 0;
}
