const NAMED: Readonly<Record<string, string>> = {
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  Backspace: 'Backspace',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  End: 'End',
  Enter: 'Enter',
  Equal: '=',
  Escape: 'Esc',
  Home: 'Home',
  Minus: '-',
  Period: '.',
  Slash: '/',
  Space: 'Space',
};

/**
 * Keys as the screens write them (`Mod+Shift+KeyZ`, by `KeyboardEvent.code`) in the words of Electron's menus.
 *
 * @returns undefined for a key that menus have no word for, such as Shift alone
 */
export function accelerator(chord: string | null): string | undefined {
  if (chord === null) return undefined;
  const parts = chord.split('+');
  const key = keyOf(parts.at(-1)!);
  if (key === undefined) return undefined;
  const modifiers = parts.slice(0, -1).map((part) => (part === 'Mod' ? 'CommandOrControl' : part));
  return [...modifiers, key].join('+');
}

function keyOf(code: string): string | undefined {
  if (Object.hasOwn(NAMED, code)) return NAMED[code];
  return /^(?:Key([A-Z])|Digit([0-9])|(F[1-9][0-9]?))$/.exec(code)?.slice(1).find(Boolean);
}
