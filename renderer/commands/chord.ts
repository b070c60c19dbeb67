import { type KeyLayout, keyLabel } from '../input/key-label.ts';

/**
 * Keys pressed together, as one text: `KeyU`, `Shift+ArrowLeft`, `Mod+Shift+KeyZ`. The last part is the physical
 * key (`KeyboardEvent.code`), so that a hand finds it in the same place on every layout; `Mod` is Ctrl, and Cmd
 * on a Mac.
 */
export type Chord = string;

interface ChordParts {
  code: string;
  isMod: boolean;
  isShift: boolean;
}

/** Of a `KeyboardEvent`. */
interface ModifiedKey {
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export function parseChord(chord: Chord): ChordParts {
  const parts = chord.split('+');
  return { code: parts.at(-1)!, isMod: parts.includes('Mod'), isShift: parts.includes('Shift') };
}

/** @param ignoresShift where Shift is the dead-man: keys are pressed while it is held. */
export function matchesChord(chord: Chord, event: ModifiedKey, ignoresShift: boolean): boolean {
  const { code, isMod, isShift } = parseChord(chord);
  if (event.code !== code || event.altKey) return false;
  if (isMod !== (event.ctrlKey || event.metaKey)) return false;
  return ignoresShift || isShift === event.shiftKey;
}

/** Whether one press could mean both. */
export function clashes(a: Chord, b: Chord, ignoresShift: boolean): boolean {
  const [one, other] = [parseChord(a), parseChord(b)];
  return (
    one.code === other.code && one.isMod === other.isMod && (ignoresShift || one.isShift === other.isShift)
  );
}

/** The keys as they are printed on the operator's own keyboard: `Ctrl Z`. */
export function chordLabel(chord: Chord, layout: KeyLayout, isMac: boolean): string {
  const { code, isMod, isShift } = parseChord(chord);
  const mod = isMac ? '⌘' : 'Ctrl';
  return [isMod ? mod : '', isShift ? 'Shift' : '', keyLabel(code, layout)]
    .filter((part) => part !== '')
    .join(' ');
}
