import { useEffect, useEffectEvent } from 'react';
import { dialogStore } from '../app/dialogs.ts';
import { isFocusDeliberate } from './deliberate-focus.ts';
import { findBinding, type KeyAction, type Scope } from './keymap.ts';
import { isTyping } from './typing.ts';

/** What to do per action of a scope; `keyIndex` says which of the action's keys it was. */
export type KeyHandlers<S extends Scope> = Partial<Record<KeyAction<S>, (keyIndex: number) => void>>;

/** Listen to the keys of a scope while the component is shown and nothing above it has the keyboard. */
export function useKeys<S extends Scope>(scope: S, handlers: KeyHandlers<S>): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const found = findBinding(scope, event.code);
    if (found === null || !isMeant(scope, event)) return;
    if (event.repeat && found.binding.isRepeatable !== true) return;
    const handle = handlers[found.action];
    if (handle === undefined) return;
    event.preventDefault();
    handle(found.keyIndex);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
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
    if (event.code === 'Enter' && isFocusDeliberate()) return false;
  }
  return true;
}
