import { useEffect, useEffectEvent } from 'react';
import { dialogStore } from '../app/dialogs.ts';
import { isFocusDeliberate } from './deliberate-focus.ts';
import { bindingsOf, findBinding, type KeyAction, type Scope } from './keymap.ts';
import { isTyping } from './typing.ts';

/** What to do per action of a scope; `keyIndex` says which of the action's keys it was. */
export type KeyHandlers<S extends Scope> = Partial<Record<KeyAction<S>, (keyIndex: number) => void>>;

/**
 * Listen to the keys of a scope while the component is shown and nothing above it has the keyboard.
 *
 * @param releases for actions that are held: also called when the window loses the keyboard
 */
export function useKeys<S extends Scope>(
  scope: S,
  handlers: KeyHandlers<S>,
  releases: Partial<Record<KeyAction<S>, () => void>> = {},
): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const found = findBinding(scope, event.code);
    if (found === null || !isMeant(scope, event)) return;
    if (event.repeat && found.binding.isRepeatable !== true) return;
    const handle = handlers[found.action];
    if (handle === undefined) return;
    event.preventDefault();
    handle(found.keyIndex);
  });
  const onKeyUp = useEffectEvent((event: KeyboardEvent) => {
    const found = findBinding(scope, event.code);
    if (found !== null) releases[found.action]?.();
  });
  const onBlur = useEffectEvent(() => {
    for (const [action] of bindingsOf(scope)) releases[action]?.();
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('keydown', (event) => onKeyDown(event), { signal });
    window.addEventListener('keyup', (event) => onKeyUp(event), { signal });
    window.addEventListener('blur', () => onBlur(), { signal });
    return () => listening.abort();
  }, []);
}

/** Shift does not count as a modifier: it is the dead-man, and marks are set while it is held. */
function isMeant(scope: Scope, event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return false;
  if (isTyping(event.target)) return false;
  if (scope !== 'everywhere' && (scope === 'discard') !== (dialogStore.getState().dialog === 'discard')) {
    return false;
  }
  if (scope === 'collect' || scope === 'replay') {
    if (dialogStore.getState().dialog !== null) return false;
    if (event.key === 'Enter' && isFocusDeliberate()) return false;
  }
  return true;
}
