import { useStore } from 'zustand';
import { keyLabel, keyLayoutStore } from '../input/key-label.ts';
import styles from './key-hint.module.css';

/** A key as it is printed on the operator's own keyboard. */
export function KeyHint({ code }: { code: string }) {
  const layout = useStore(keyLayoutStore, (state) => state.layout);
  return <kbd className={styles.key}>{keyLabel(code, layout)}</kbd>;
}
