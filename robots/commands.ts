import { periodNs } from '../core/time.ts';
import type { RosMessage } from './bridge/bridge.ts';
import { messageKind } from './message-kinds.ts';
import { numberReader } from './message-path.ts';
import type { CommandProfile, RobotProfile } from './profile.ts';

/** A trajectory's one point lies this many commands ahead: with fewer the controller arrives, and stops. */
const HORIZON_PERIODS = 2n;

/**
 * The message of one command topic; null where one of its values is not known, since a number that nobody
 * meant must not move anything.
 *
 * @param values per action of the profile, in its unit
 * @param robotNs now on the robot's clock, or a little before: controllers discard commands that look old, and
 * go on driving by those that come from the future
 * @param spell a time as the bridge's messages have it
 */
export function commandMessage(
  profile: RobotProfile,
  command: CommandProfile,
  values: readonly number[],
  robotNs: bigint,
  spell: (ns: bigint) => RosMessage,
): RosMessage | null {
  const fields = Object.entries(command.fields).map(([path, name]) => {
    const index = profile.action.findIndex((action) => action.name === name);
    return [path, values[index]! * (command.scale?.[path] ?? 1)] as const;
  });
  if (!fields.every(([, value]) => Number.isFinite(value))) return null;
  return messageKind(command.type)!.message(fields, {
    robotNs,
    frameId: command.frameId ?? '',
    horizonNs: HORIZON_PERIODS * periodNs(profile.rates.commandHz),
    spell,
  });
}

/**
 * Whether a command moves the robot for as long as it stands. A hold must say zero to these; a position stays
 * where it was sent without being said again.
 */
export function hasVelocity(profile: RobotProfile, command: CommandProfile): boolean {
  const names = Object.values(command.fields);
  return profile.action.some(({ kind, name }) => kind === 'velocity' && names.includes(name));
}

/** Whether the receiver judges this command by its stamp. */
export function isStamped({ type }: CommandProfile): boolean {
  return messageKind(type)!.isStamped;
}

/** Whether each message of this command is a new order, to be sent when it changes. */
export function isGoal({ type }: CommandProfile): boolean {
  return messageKind(type)!.isGoal;
}

/**
 * Reads what stands at one of a command's fields, for one who hears its messages. The reader throws AppError
 * `invalid-input` where the message does not have it.
 */
export function fieldReader({ type }: CommandProfile, path: string): (message: RosMessage) => number {
  const read = numberReader(path);
  const { partOf } = messageKind(type)!;
  return partOf === undefined ? read : (message) => read(partOf(message));
}
