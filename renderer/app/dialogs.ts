import { createStore } from 'zustand/vanilla';

export type Dialog = 'help' | 'discard';

/** At most one dialog is open; while one is, the robot is not driven. */
export const dialogStore = createStore<{ dialog: Dialog | null }>(() => ({ dialog: null }));

export function openDialog(dialog: Dialog): void {
  dialogStore.setState({ dialog });
}

export function closeDialog(): void {
  dialogStore.setState({ dialog: null });
}

/** Help does not push another dialog away. */
export function toggleHelp(): void {
  const { dialog } = dialogStore.getState();
  if (dialog === 'help') closeDialog();
  else if (dialog === null) openDialog('help');
}
