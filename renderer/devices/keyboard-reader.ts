import type { Drive } from '../../core/contract/input.ts';
import type { ActionOf } from '../commands/commands.ts';
import { driveKeyOf } from '../commands/drive-keys.ts';
import { isTyping } from '../input/typing.ts';

/** The axes that keys move. */
export const KEYBOARD_AXES = ['right', 'away', 'up', 'yaw'] as const;

/** What the keyboard would drive, for looking at it where it does not. */
export class KeyboardReader {
  readonly #held = new Map<string, ActionOf<'drive'>>();

  /** Follow the keys until the returned function is called. */
  listen(): () => void {
    const listening = new AbortController();
    const options = { signal: listening.signal, capture: true };
    window.addEventListener(
      'keydown',
      (event) => {
        const key = driveKeyOf(event.code);
        if (key !== null && !isTyping(event.target)) this.#held.set(event.code, key.action);
      },
      options,
    );
    window.addEventListener('keyup', ({ code }) => this.#held.delete(code), options);
    window.addEventListener('blur', () => this.#held.clear(), options);
    return () => {
      listening.abort();
      this.#held.clear();
    };
  }

  read(): Drive {
    const held = new Set(this.#held.values());
    const axis = (plus: ActionOf<'drive'>, minus: ActionOf<'drive'>): number =>
      Number(held.has(plus)) - Number(held.has(minus));
    return {
      axes: {
        right: axis('right', 'left'),
        away: axis('away', 'towards'),
        up: axis('up', 'down'),
        yaw: axis('turnLeft', 'turnRight'),
      },
      isDeadManHeld: held.has('deadMan'),
      isGripperPressed: held.has('gripper'),
    };
  }
}
