import type { Intent } from '../input/intent.ts';
import type { ActionValue, RobotProfile } from '../profile.ts';
import { advance, advanceWithin, clamp, type Motion, REST, type Room } from './smooth-motion.ts';
import { Travelled } from './travelled.ts';

/**
 * A commanded position runs ahead of the robot by at most what its greatest speed does in this time: a robot
 * that was blocked, or stopped by its own button, must not leap when it is free again.
 */
const LEASH_S = 0.5;

export interface LimitedCommand {
  /** Per action of the profile, in its unit; NaN for a position that is not known. */
  values: number[];
  /** Actions that were cut by the workspace, or by a robot that does not follow, by name. */
  atWorkspaceEdge: string[];
}

/** What a command answers. */
export interface LimitedFrom {
  /** The newest `observation.state`, in the profile's order. */
  state: readonly number[];
  /** How old the oldest part of it is. */
  stateAgeS: number;
  /** Since the last command, which may be more or less than the period of commands. */
  sinceLastS: number;
}

/** One action's motion between commands. */
interface Track {
  motion: Motion;
  /** As it was sent last; null for a position that was never sent. */
  position: number | null;
  /** What velocities have added since, for a state that is old. */
  travelled: Travelled;
}

/**
 * Turns intents into commands within the profile's speed, acceleration, jerk and workspace. What comes out is
 * what is sent, so it is also what is recorded as the action.
 *
 * Each command counts for one period of `commandHz`, however unevenly the loop runs: a late tick makes no
 * larger step, and the way to brake is known to the last command.
 */
export class CommandLimits {
  readonly #actions: ActionValue[];
  readonly #stateIndex: Map<string, number>;
  readonly #periodS: number;
  #tracks: Track[];

  constructor(profile: RobotProfile) {
    this.#actions = profile.action;
    this.#stateIndex = new Map(profile.state.map((name, i) => [name, i]));
    this.#periodS = 1 / profile.rates.commandHz;
    this.#tracks = this.#actions.map(freshTrack);
  }

  /**
   * The command that changes nothing, per action: zero velocity, and the position last commanded or else the
   * one the robot is at. NaN for a position that is not known.
   *
   * @param state the newest `observation.state`, in the profile's order
   */
  hold(state: readonly number[]): number[] {
    return this.#actions.map((action, i) => {
      if (action.kind === 'velocity') return 0;
      return this.#tracks[i]!.position ?? this.#stateValue(stateOf(action), state);
    });
  }

  limit(intent: Intent, from: LimitedFrom): LimitedCommand {
    const atWorkspaceEdge: string[] = [];
    const values = this.#actions.map((action, i) => {
      const track = this.#tracks[i]!;
      if (action.kind === 'gripper') return this.#moveGripper(action, track, intent, from);
      const wanted = clamp(intent.axes[action.axis] ?? 0, -1, 1) * action.limits.speed * action.direction;
      const isWithin =
        action.kind === 'velocity'
          ? this.#drive(action, track, wanted, from)
          : this.#lead(action, track, wanted, from);
      if (!isWithin) atWorkspaceEdge.push(action.name);
      return action.kind === 'velocity' ? track.motion.velocity : (track.position ?? Number.NaN);
    });
    return { values, atWorkspaceEdge };
  }

  /**
   * The robot is held: it starts anew from rest, and a led position from where the robot is then. The gripper
   * stays as it was sent, or what it holds would fall.
   */
  rest(): void {
    this.#tracks = this.#tracks.map(({ position }, i) => ({
      ...freshTrack(),
      position: this.#actions[i]!.kind === 'gripper' ? position : null,
    }));
  }

  /** The robot was moved by others: everything starts anew from where it is. */
  reset(): void {
    this.#tracks = this.#actions.map(freshTrack);
  }

  #drive(
    { limits, workspace }: Extract<ActionValue, { kind: 'velocity' }>,
    track: Track,
    wanted: number,
    { state, stateAgeS, sinceLastS }: LimitedFrom,
  ): boolean {
    track.travelled.add(track.motion.velocity, sinceLastS);
    if (workspace === undefined) {
      track.motion = advance(track.motion, wanted, limits, this.#periodS);
      return true;
    }
    const position = this.#stateValue(workspace.state, state);
    const { below, above } = track.travelled.within(stateAgeS);
    const room = { below: position - below - workspace.min, above: workspace.max - position - above };
    const isWithin = this.#move(track, wanted, limits, room, this.#periodS);
    const { velocity } = track.motion;
    // Beyond the edge, where only something else can have moved it, an instant stop is right.
    if ((position >= workspace.max && velocity > 0) || (position <= workspace.min && velocity < 0)) {
      track.motion = REST;
    }
    return isWithin;
  }

  #lead(
    { limits, workspace }: Extract<ActionValue, { kind: 'position' }>,
    track: Track,
    wanted: number,
    { state }: LimitedFrom,
  ): boolean {
    const robot = this.#stateValue(workspace.state, state);
    const position = track.position ?? robot;
    const leash = LEASH_S * limits.speed;
    const room = {
      below: Math.min(position - workspace.min, position - robot + leash),
      above: Math.min(workspace.max - position, robot + leash - position),
    };
    const isWithin = this.#move(track, wanted, limits, room, 0);
    track.position = known(position + track.motion.velocity * this.#periodS);
    return isWithin;
  }

  #moveGripper(
    { open, closed, limits, state: name }: Extract<ActionValue, { kind: 'gripper' }>,
    track: Track,
    { isGripperClosed }: Intent,
    { state }: LimitedFrom,
  ): number {
    const target = isGripperClosed ? closed : open;
    if (limits === undefined) {
      track.position = target;
      return target;
    }
    const position = track.position ?? this.#stateValue(name, state);
    const room = {
      below: position - (target <= position ? target : Math.min(open, closed)),
      above: (target >= position ? target : Math.max(open, closed)) - position,
    };
    this.#move(track, Math.sign(target - position) * limits.speed, limits, room, 0);
    track.position = known(position + track.motion.velocity * this.#periodS);
    return track.position ?? Number.NaN;
  }

  /** False where the room cut the motion. Where the room is not known, nothing moves. */
  #move(
    track: Track,
    wanted: number,
    limits: NonNullable<ActionValue['limits']>,
    { below, above }: Room,
    latenessS: number,
  ): boolean {
    if (Number.isNaN(below) || Number.isNaN(above)) {
      track.motion = REST;
      return true;
    }
    const room = { below: Math.max(0, below), above: Math.max(0, above) };
    const { motion, isCut } = advanceWithin(track.motion, wanted, room, limits, this.#periodS, latenessS);
    track.motion = motion;
    return !isCut;
  }

  #stateValue(name: string, state: readonly number[]): number {
    return state[this.#stateIndex.get(name)!] ?? Number.NaN;
  }
}

function freshTrack(): Track {
  return { motion: REST, position: null, travelled: new Travelled() };
}

function stateOf(action: Exclude<ActionValue, { kind: 'velocity' }>): string {
  return action.kind === 'gripper' ? action.state : action.workspace.state;
}

function known(position: number): number | null {
  return Number.isNaN(position) ? null : position;
}
