import { type ActionOf, commandsOf } from './commands.ts';

/** What a physical key drives, whatever else is held; null for every other key. */
export function driveActionOf(code: string): ActionOf<'drive'> | null {
  return commandsOf('drive').find(([, { keys }]) => keys.includes(code))?.[0] ?? null;
}
