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
  /** Per action, as it was sent last; null for a position that was never sent. */
  #last: (number | null)[];

  constructor(profile: RobotProfile) {
    this.#actions = profile.action;
    this.#stateIndex = new Map(profile.state.map((name, i) => [name, i]));
    this.#last = this.#actions.map(restValue);
  }

  /**
   * The command that changes nothing, per action: zero velocity, and the position last commanded or else the
   * one the robot is at. NaN for a position that is not known.
   *
   * @param state the newest `observation.state`, in the profile's order
   */
  hold(state: readonly number[]): number[] {
    return this.#actions.map((action, i) =>
      action.kind === 'velocity' ? 0 : (this.#last[i] ?? this.#stateValue(action.state, state)),
    );
  }

  /**
   * @param state the newest `observation.state`, in the profile's order
   * @param periodS since the last command
   */
  limit(intent: Intent, state: readonly number[], periodS: number): LimitedCommand {
    const atWorkspaceEdge: string[] = [];
    const from = this.hold(state);
    const values = this.#actions.map((action, i) => {
      if (action.kind === 'position') {
        const target = intent.isGripperClosed ? action.closed : action.open;
        return approach(from[i]!, target, action.maxSpeed * periodS);
      }
      const wanted = clamp(readAxis(intent, action), -1, 1) * action.maxSpeed * action.direction;
      const reached = approach(this.#last[i] ?? 0, wanted, action.maxAcceleration * periodS);
      const allowed = this.#insideWorkspace(action, reached, state, periodS);
      if (allowed !== reached) atWorkspaceEdge.push(action.name);
      return allowed;
    });
    this.#last = values;
    return { values: [...values], atWorkspaceEdge };
  }

  /** The robot is held: velocities start anew from zero, positions stay as they were sent. */
  rest(): void {
    this.#last = this.#last.map((value, i) => restValue(this.#actions[i]!) ?? value);
  }

  /** The robot was moved by others: positions start anew from where it is. */
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
    const position = this.#stateValue(action.workspace.state, state);
    if (!Number.isFinite(position)) return 0;
    const room = Math.max(
      0,
      velocity > 0 ? action.workspace.max - position : position - action.workspace.min,
    );
    const lost = 2 * action.maxAcceleration * periodS;
    const fastest = Math.sqrt(lost ** 2 + 2 * action.maxAcceleration * room) - lost;
    return clamp(velocity, -fastest, fastest);
  }

  #stateValue(name: string, state: readonly number[]): number {
    return state[this.#stateIndex.get(name)!] ?? Number.NaN;
  }
}

function readAxis(intent: Intent, action: Extract<ActionValue, { kind: 'velocity' }>): number {
  return action.axis === 'gripper' ? 0 : (intent.axes[action.axis] ?? 0);
}

function restValue(action: ActionValue): number | null {
  return action.kind === 'velocity' ? 0 : null;
}

function approach(from: number, to: number, most: number): number {
  return from + clamp(to - from, -most, most);
}

/** 0 for what is no number: a value that nobody can mean must not move anything. */
function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value)) || 0;
}
