import { useEffect, useEffectEvent } from 'react';
import { activate } from './active-commands.ts';
import type { ActionOf, Scope } from './commands.ts';

/** What to do per action of a scope, left out where it cannot be done now; `keyIndex` counts an action's keys. */
type Handlers<S extends Scope> = { [A in ActionOf<S>]?: ((keyIndex: number) => void) | undefined };

/**
 * These commands can be given while the component is shown: by key, and from the palette.
 *
 * @param releases for actions that are held: also called when the window loses the keyboard
 */
export function useCommands<S extends Scope>(
  scope: S,
  handlers: Handlers<S>,
  releases: { [A in ActionOf<S>]?: () => void } = {},
): void {
  const run = useEffectEvent((action: string, keyIndex: number) =>
    handlers[action as ActionOf<S>]?.(keyIndex),
  );
  const release = useEffectEvent((action: string) => releases[action as ActionOf<S>]?.());
  const possible = Object.entries(handlers)
    .flatMap(([action, handle]) => (handle === undefined ? [] : [action]))
    .join(' ');
  useEffect(
    () =>
      activate({
        scope,
        actions: possible === '' ? [] : possible.split(' '),
        run: (action, keyIndex) => run(action, keyIndex),
        release: (action) => release(action),
      }),
    [scope, possible],
  );
}
