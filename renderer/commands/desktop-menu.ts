import type { MenuGroups } from '../../core/desktop/menu.ts';
import { type ActivePart, activeStore, isListening } from './active-commands.ts';
import { type CommandId, commandsOf, type Scope } from './commands.ts';
import { keyBindingStore, keysOf } from './key-bindings.ts';
import { SCOPES } from './scopes.ts';

/** In the desktop app the window's menu has the commands of the screen as it is, and gives them. */
export function keepDesktopMenu(): void {
  const desktop = window.retraceDesktop;
  if (desktop === undefined) return;
  const tell = (): void => desktop.showMenu(menuGroups(activeStore.getState().parts));
  activeStore.subscribe(tell);
  keyBindingStore.subscribe(tell);
  desktop.onCommand((id) => {
    const [scope, action] = id.split('.') as [Scope, string];
    const part = activeStore
      .getState()
      .parts.find((part) => part.scope === scope && part.actions.includes(action));
    if (part !== undefined && isListening(scope)) part.run(action, 0);
  });
  tell();
}

/** By scope, those that are on the screen; what cannot be done now is there, but not possible. */
export function menuGroups(parts: readonly ActivePart[]): MenuGroups {
  const shown = new Set(parts.map(({ scope }) => scope));
  return (Object.keys(SCOPES) as Scope[])
    .filter((scope) => shown.has(scope))
    .map((scope) => ({
      title: SCOPES[scope].title,
      // One that is counted means the next of several things: a menu would say none of them.
      commands: commandsOf(scope)
        .filter(([, { isCounted }]) => isCounted !== true)
        .map(([action, { title }]) => ({
          id: `${scope}.${action}`,
          title,
          chord: keysOf(`${scope}.${action}` as CommandId)[0] ?? null,
          isPossible: parts.some((part) => part.scope === scope && part.actions.includes(action)),
        })),
    }))
    .filter(({ commands }) => commands.length > 0);
}
