import { useStore } from 'zustand';
import { closeDialog, dialogStore } from '../app/dialogs.ts';
import { useServices } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import { Dialog } from '../shared/dialog.tsx';
import { KeyHint } from '../shared/key-hint.tsx';
import styles from './discard-dialog.module.css';

/** As many as there are keys for; the reason goes with the episode into the trash folder. */
const REASONS = [
  'Operator slipped',
  'Robot or gripper fault',
  'Camera fault',
  'Wrong scene',
  'Only practice',
];

export function DiscardDialog() {
  const { intents } = useServices();
  const isOpen = useStore(dialogStore, (state) => state.dialog === 'discard');
  const discard = (reason: string | undefined): void => {
    if (reason === undefined) return;
    closeDialog();
    void intents.perform('episode.discard', { reason });
  };
  useCommands('discard', { reason: (keyIndex) => discard(REASONS[keyIndex]) });
  return (
    <Dialog title="Discard this episode, because…" widthPx={460} isOpen={isOpen} onClose={closeDialog}>
      <ol className={styles.reasons}>
        {REASONS.map((reason, i) => (
          <li key={reason}>
            <button type="button" onClick={() => discard(reason)}>
              <KeyHint command="discard.reason" index={i} />
              {reason}
            </button>
          </li>
        ))}
      </ol>
      <p className={styles.note}>
        It moves to the dataset's trash folder and can be brought back. Esc cancels.
      </p>
    </Dialog>
  );
}
