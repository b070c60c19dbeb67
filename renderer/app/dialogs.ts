import { createStore } from 'zustand/vanilla';

export type Dialog = 'help' | 'discard' | 'palette' | 'reject';

/** At most one dialog is open; while one is, the robot is not driven. */
export const dialogStore = createStore<{ dialog: Dialog | null }>(() => ({ dialog: null }));

export function openDialog(dialog: Dialog): void {
  dialogStore.setState({ dialog });
}

export function closeDialog(): void {
  dialogStore.setState({ dialog: null });
}

/** Help and palette do not push another dialog away. */
export function toggleDialog(which: 'help' | 'palette'): void {
  const { dialog } = dialogStore.getState();
  if (dialog === which) closeDialog();
  else if (dialog === null) openDialog(which);
}
