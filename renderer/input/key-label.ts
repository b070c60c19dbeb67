import { createStore } from 'zustand/vanilla';

const NAMES: Readonly<Record<string, string>> = {
  Space: 'Space',
  Enter: 'Enter',
  NumpadEnter: 'Enter',
  Escape: 'Esc',
  Backspace: '⌫',
  ShiftLeft: 'Shift',
  ShiftRight: 'Shift',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Period: '.',
  Comma: ',',
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '−',
  Equal: '=',
  Slash: '?',
};

export type KeyLayout = ReadonlyMap<string, string>;

/** What stands on the operator's own keys; empty where the browser does not tell. */
export const keyLayoutStore = createStore<{ layout: KeyLayout }>(() => ({ layout: new Map() }));

/** The key as the operator finds it printed: on a French keyboard `KeyW` is labelled Z. */
export function keyLabel(code: string, layout: KeyLayout): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return layout.get(code)?.toUpperCase() ?? letter;
  return NAMES[code] ?? code.replace(/^Digit/, '');
}

/** The Keyboard API is Chromium's alone, and so not in the DOM library of TypeScript. */
interface NavigatorWithKeyboard {
  keyboard?: { getLayoutMap(): Promise<KeyLayout> };
}

export async function loadKeyLayout(): Promise<void> {
  const layout = await (navigator as NavigatorWithKeyboard).keyboard?.getLayoutMap();
  if (layout !== undefined) keyLayoutStore.setState({ layout });
}
