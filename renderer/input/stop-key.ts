import { COMMANDS } from '../commands/commands.ts';
import { isKeyOf } from '../commands/key-bindings.ts';
import { isTyping } from './typing.ts';

/**
 * Space stops the robot: on every screen, in every dialog, whatever has the focus. It listens first and on
 * the way down, so that nothing can keep the key from it. In a text field it types as well.
 */
export function listenForStop(stop: () => void): void {
  // Its own key for good, beside any that the operator has added.
  const isStop = ({ code }: KeyboardEvent): boolean =>
    code === COMMANDS.everywhere.stop.keys[0] || isKeyOf('everywhere.stop', code);
  window.addEventListener(
    'keydown',
    (event) => {
      if (!isStop(event)) return;
      if (!event.repeat) stop();
      if (!isTyping(event.target)) swallow(event);
    },
    true,
  );
  // A button acts when Space is let go.
  window.addEventListener(
    'keyup',
    (event) => isStop(event) && !isTyping(event.target) && swallow(event),
    true,
  );
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
