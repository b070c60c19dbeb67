import { useStore } from 'zustand';
import { chordLabel } from '../commands/chord.ts';
import type { CommandId } from '../commands/commands.ts';
import { keyBindingStore, keysOf } from '../commands/key-bindings.ts';
import { keyLayoutStore } from '../input/key-label.ts';
import { isMac } from '../input/platform.ts';
import styles from './key-hint.module.css';

/** A command's key as it is printed on the operator's own keyboard; the first one, or the one at `index`. */
export function KeyHint({ command, index = 0 }: { command: CommandId; index?: number }) {
  const layout = useStore(keyLayoutStore, (state) => state.layout);
  const chord = useStore(keyBindingStore, () => keysOf(command)[index]);
  if (chord === undefined) return null;
  return <kbd className={styles.key}>{chordLabel(chord, layout, isMac)}</kbd>;
}
