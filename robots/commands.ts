import type { RosMessage } from './bridge/bridge.ts';
import { writeNumber } from './message-path.ts';
import type { CommandProfile, RobotProfile } from './profile.ts';

/**
 * The message of one command topic.
 *
 * @param values per action of the profile, in its unit
 * @param stamp now on the robot's clock, as its bridge spells it: controllers discard commands that look old
 */
export function commandMessage(
  profile: RobotProfile,
  command: CommandProfile,
  values: readonly number[],
  stamp: RosMessage,
): RosMessage {
  const message: RosMessage = {};
  if (command.frameId !== undefined) {
    message.header = { stamp, frame_id: command.frameId };
  }
  for (const [path, name] of Object.entries(command.fields)) {
    const index = profile.action.findIndex((action) => action.name === name);
    writeNumber(message, path, values[index]!);
  }
  return message;
}

/**
 * Whether a command moves the robot for as long as it stands. A hold must say zero to these; a position stays
 * where it was sent without being said again.
 */
export function hasVelocity(profile: RobotProfile, command: CommandProfile): boolean {
  const names = Object.values(command.fields);
  return profile.action.some(({ kind, name }) => kind === 'velocity' && names.includes(name));
}
