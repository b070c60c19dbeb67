import { type ActionOf, COMMANDS, commandsOf } from './commands.ts';
import { isKeyOf } from './key-bindings.ts';

export interface DriveKey {
  action: ActionOf<'drive'>;
  /** The key by which the station knows the action, whichever key or pedal the operator chose for it. */
  code: string;
}

/** What a physical key drives, whatever else is held; null for every other key. */
export function driveKeyOf(code: string): DriveKey | null {
  const found = commandsOf('drive').find(([action]) => isKeyOf(`drive.${action}`, code));
  if (found === undefined) return null;
  const keys: readonly string[] = COMMANDS.drive[found[0]].keys;
  return { action: found[0], code: keys.includes(code) ? code : keys[0]! };
}
