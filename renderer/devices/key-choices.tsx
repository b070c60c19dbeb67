import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type CommandId, commandOf } from '../commands/commands.ts';
import { chooseKeys, keyBindingStore, keysOf } from '../commands/key-bindings.ts';
import { KeyHint } from '../shared/key-hint.tsx';
import { chooseKey } from './choose-key.ts';
import styles from './key-choices.module.css';

/** What feet and free fingers do: a pedal is a keyboard with few keys. */
const CHOOSABLE: readonly CommandId[] = [
  'drive.deadMan',
  'drive.gripper',
  'collect.primary',
  'collect.undo',
  'drive.away',
  'drive.towards',
  'drive.left',
  'drive.right',
  'drive.up',
  'drive.down',
  'drive.turnLeft',
  'drive.turnRight',
];

/** Another key or a foot pedal for what is done while driving. */
export function KeyChoices() {
  const choices = useStore(keyBindingStore, (state) => state.choices);
  const [asked, setAsked] = useState<CommandId | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    if (asked === null) return;
    const onKey = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      setRefusal(event.code === 'Escape' ? null : chooseKey(asked, event.code));
      setAsked(null);
    };
    window.addEventListener('keydown', onKey, { capture: true, once: true });
    return () => window.removeEventListener('keydown', onKey, true);
  }, [asked]);
  return (
    <details className={styles.choices}>
      <summary>Keys and foot pedals</summary>
      <p className={styles.note}>
        A pedal that acts as a keyboard counts as a key: choose what it shall do, then step on it.
      </p>
      {refusal !== null && <p role="alert">{refusal}</p>}
      <ul>
        {CHOOSABLE.map((id) => (
          <li key={id}>
            <span>{commandOf(id).title}</span>
            {asked === id ? (
              <strong role="status">Press a key or a pedal. Esc leaves it as it is.</strong>
            ) : (
              <span>
                {keysOf(id).map((chord, i) => (
                  <KeyHint key={chord} command={id} index={i} />
                ))}
              </span>
            )}
            <button
              type="button"
              aria-label={`Another key: ${commandOf(id).title}`}
              onClick={() => setAsked(id)}
            >
              Choose
            </button>
            <button
              type="button"
              aria-label={`Usual key: ${commandOf(id).title}`}
              disabled={choices[id] === undefined}
              onClick={() => chooseKeys(id, null)}
            >
              Usual
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
