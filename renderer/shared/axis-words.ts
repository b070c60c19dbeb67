import type { DriveAxis } from '../../core/contract/input.ts';

interface AxisWords {
  name: string;
  /** Both ways of it, as "the stick for left–right". */
  pair: string;
  /** The two ways of it, as they stand in a sentence. */
  plus: string;
  minus: string;
}

/** How the screens speak of what can be moved. */
export const AXIS_WORDS: Readonly<Record<DriveAxis, AxisWords>> = {
  right: { name: 'Right', pair: 'left–right', plus: 'to the right', minus: 'to the left' },
  away: { name: 'Away', pair: 'towards–away', plus: 'away from you', minus: 'towards you' },
  up: { name: 'Up', pair: 'up–down', plus: 'up', minus: 'down' },
  roll: { name: 'Roll', pair: 'rolling', plus: 'to roll right', minus: 'to roll left' },
  pitch: { name: 'Pitch', pair: 'pitching', plus: 'to pitch up', minus: 'to pitch down' },
  yaw: { name: 'Turn', pair: 'turning', plus: 'to turn left', minus: 'to turn right' },
};
