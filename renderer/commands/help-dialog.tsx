import { useStore } from 'zustand';
import { closeDialog, dialogStore } from '../app/dialogs.ts';
import { Dialog } from '../shared/dialog.tsx';
import { KeyHint } from '../shared/key-hint.tsx';
import { type CommandId, commandsOf, type Scope } from './commands.ts';
import styles from './help-dialog.module.css';
import { keysOf } from './key-bindings.ts';
import { SCOPES } from './scopes.ts';

/** Which keys there are; what has none is in the palette alone. */
export function HelpDialog() {
  const isOpen = useStore(dialogStore, (state) => state.dialog === 'help');
  return (
    <Dialog title="Keys" widthPx={980} isOpen={isOpen} onClose={closeDialog}>
      <div className={styles.groups}>
        {(Object.keys(SCOPES) as Scope[]).map((scope) => (
          <ScopeKeys key={scope} scope={scope} />
        ))}
      </div>
    </Dialog>
  );
}

function ScopeKeys({ scope }: { scope: Scope }) {
  const { title, note } = SCOPES[scope];
  const commands = commandsOf(scope).map(([action, command]) => ({
    id: `${scope}.${action}` as CommandId,
    title: command.title,
  }));
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles.keys}>
        {commands
          .filter(({ id }) => keysOf(id).length > 0)
          .map((command) => (
            <div key={command.id}>
              <dt>
                {keysOf(command.id).map((chord, i) =>
                  isTwin(chord) ? null : <KeyHint key={chord} command={command.id} index={i} />,
                )}
              </dt>
              <dd>{command.title}</dd>
            </div>
          ))}
      </dl>
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </section>
  );
}

/** One of two keys that bear the same name is enough. */
function isTwin(chord: string): boolean {
  return chord === 'ShiftRight' || chord === 'NumpadEnter';
}
