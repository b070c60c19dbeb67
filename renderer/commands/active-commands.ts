import { createStore } from 'zustand/vanilla';
import { dialogStore } from '../app/dialogs.ts';
import { isFocusDeliberate } from '../input/deliberate-focus.ts';
import { isTyping } from '../input/typing.ts';
import { type CommandId, commandOf, type Scope } from './commands.ts';
import { findCommand, isKeyOf } from './key-bindings.ts';
import { SCOPES } from './scopes.ts';

/** What one component on the screen can do now. */
export interface ActivePart {
  scope: Scope;
  /** Those of its actions that are possible. */
  actions: readonly string[];
  run(action: string, keyIndex: number): void;
  /** The key was let go, or the window lost the keyboard. */
  release(action: string): void;
}

/** What can be done on the screen as it is, newest part first. The palette lists it, the keys look in it. */
export const activeStore = createStore<{ parts: readonly ActivePart[] }>(() => ({ parts: [] }));

export function activate(part: ActivePart): () => void {
  activeStore.setState(({ parts }) => ({ parts: [part, ...parts] }));
  return () => activeStore.setState(({ parts }) => ({ parts: parts.filter((other) => other !== part) }));
}

/** The one place where keys become commands. */
export function listenForCommands(): void {
  window.addEventListener('keydown', onKeyDown);
  window.addEventListener('keyup', onKeyUp);
  window.addEventListener('blur', () => {
    for (const { actions, release } of activeStore.getState().parts) actions.forEach(release);
  });
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  for (const { scope, actions, run } of activeStore.getState().parts) {
    const found = findCommand(scope, event);
    if (found === null || !actions.includes(found.action)) continue;
    const { isForTyping = false, isRepeatable = false } = commandOf(`${scope}.${found.action}` as CommandId);
    if ((isTyping(event.target) && !isForTyping) || !isListening(scope)) continue;
    if (event.key === 'Enter' && SCOPES[scope].yieldsEnter === true && isFocusDeliberate()) continue;
    if (event.repeat && !isRepeatable) continue;
    event.preventDefault();
    run(found.action, found.keyIndex);
    return;
  }
}

/** By the key alone: its modifiers may have been let go before it. */
function onKeyUp({ code }: KeyboardEvent): void {
  for (const { scope, actions, release } of activeStore.getState().parts) {
    for (const action of actions) {
      if (isKeyOf(`${scope}.${action}` as CommandId, code)) release(action);
    }
  }
}

export function isListening(scope: Scope): boolean {
  if (scope === 'everywhere') return true;
  return dialogStore.getState().dialog === (SCOPES[scope].dialog ?? null);
}
