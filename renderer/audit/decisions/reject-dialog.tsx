import { useStore } from 'zustand';
import { closeDialog, dialogStore } from '../../app/dialogs.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { KeyHint } from '../../shared/key-hint.tsx';
import styles from './reject-dialog.module.css';
import { REJECT_REASONS } from './reject-reasons.ts';

interface RejectDialogProps {
  /** What is rejected: `this episode`, `12 episodes`. */
  what: string;
  onReject(reason: string): void;
}

export function RejectDialog({ what, onReject }: RejectDialogProps) {
  const isOpen = useStore(dialogStore, (state) => state.dialog === 'reject');
  const reject = (reason: string | undefined): void => {
    if (reason === undefined) return;
    closeDialog();
    onReject(reason);
  };
  useCommands('reject', { reason: isOpen ? (keyIndex) => reject(REJECT_REASONS[keyIndex]) : undefined });
  return (
    <Dialog title={`Reject ${what}, because…`} widthPx={460} isOpen={isOpen} onClose={closeDialog}>
      <ol className={styles.reasons}>
        {REJECT_REASONS.map((reason, i) => (
          <li key={reason}>
            <button type="button" onClick={() => reject(reason)}>
              <KeyHint command="reject.reason" index={i} />
              {reason}
            </button>
          </li>
        ))}
      </ol>
      <p className={styles.note}>
        Nothing is deleted: a rejected episode stays out of versions. Esc cancels.
      </p>
    </Dialog>
  );
}
