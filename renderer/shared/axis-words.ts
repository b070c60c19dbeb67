import type { DriveAxis } from '../../core/contract/input.ts';

interface AxisWords {
  name: string;
  /** The two ways of it, as they stand in a sentence. */
  plus: string;
  minus: string;
}

/** How the screens speak of what can be moved. */
export const AXIS_WORDS: Readonly<Record<DriveAxis, AxisWords>> = {
  right: { name: 'Right', plus: 'to the right', minus: 'to the left' },
  away: { name: 'Away', plus: 'away from you', minus: 'towards you' },
  up: { name: 'Up', plus: 'up', minus: 'down' },
  roll: { name: 'Roll', plus: 'to roll right', minus: 'to roll left' },
  pitch: { name: 'Pitch', plus: 'to pitch up', minus: 'to pitch down' },
  yaw: { name: 'Turn', plus: 'to turn left', minus: 'to turn right' },
};
