import { useStore } from 'zustand';
import { bindingsOf, type Scope } from '../input/keymap.ts';
import { Dialog } from '../shared/dialog.tsx';
import { KeyHint } from '../shared/key-hint.tsx';
import { closeDialog, dialogStore } from './dialogs.ts';
import styles from './help-dialog.module.css';

const GROUPS: readonly { scope: Scope; title: string; note?: string }[] = [
  { scope: 'everywhere', title: 'Everywhere' },
  {
    scope: 'drive',
    title: 'Drive',
    note: 'Gamepad: hold LB or RB, left stick moves, right stick up and turn, X gripper.',
  },
  {
    scope: 'collect',
    title: 'Collect',
    note: 'Gamepad: A for the large button, B for the first of the others.',
  },
  { scope: 'replay', title: 'Replay' },
];

export function HelpDialog() {
  const isOpen = useStore(dialogStore, (state) => state.dialog === 'help');
  return (
    <Dialog title="Keys" widthPx={980} isOpen={isOpen} onClose={closeDialog}>
      <div className={styles.groups}>
        {GROUPS.map(({ scope, title, note }) => (
          <section key={scope}>
            <h3>{title}</h3>
            <dl className={styles.keys}>
              {bindingsOf(scope).map(([action, { codes, label }]) => (
                <div key={action}>
                  <dt>
                    {codes.filter(isDistinct).map((code) => (
                      <KeyHint key={code} code={code} />
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
            {note !== undefined && <p className={styles.note}>{note}</p>}
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** One of two keys that bear the same name is enough. */
function isDistinct(code: string): boolean {
  return code !== 'ShiftRight' && code !== 'NumpadEnter';
}
