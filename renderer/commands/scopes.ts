import type { Dialog } from '../app/dialogs.ts';
import type { Scope } from './commands.ts';

interface ScopeFacts {
  title: string;
  /** What the help adds, such as the buttons of a gamepad. */
  note?: string;
  /** Shift is the dead-man here: it is no modifier, because marks are set while it is held. */
  ignoresShift?: true;
  /** It listens while this dialog is open, and only then. Scopes without one rest while any dialog is open. */
  dialog?: Dialog;
  /** Enter goes to a control that the operator walked to by Tab. */
  yieldsEnter?: true;
}

/** Where commands are listened to; the help shows them in this order. */
export const SCOPES: Record<Scope, ScopeFacts> = {
  everywhere: { title: 'Everywhere', ignoresShift: true },
  drive: {
    title: 'Drive',
    note: 'Gamepad: hold LB or RB, left stick moves, right stick up and turn, X gripper.',
    ignoresShift: true,
  },
  collect: {
    title: 'Collect',
    note: 'Gamepad: A for the large button, B for the first of the others.',
    ignoresShift: true,
    yieldsEnter: true,
  },
  discard: { title: 'Why discard', ignoresShift: true, dialog: 'discard' },
  audit: { title: 'Audit' },
  queue: { title: 'Queue', yieldsEnter: true },
  episode: { title: 'Episode' },
  reject: { title: 'Why reject', dialog: 'reject' },
};

/** The scopes that listen at the same time; within one line a key may mean only one thing. */
export const SCOPES_TOGETHER: readonly (readonly Scope[])[] = [
  ['everywhere', 'drive', 'collect'],
  ['everywhere', 'discard'],
  ['everywhere', 'audit', 'queue'],
  ['everywhere', 'audit', 'episode'],
  ['everywhere', 'reject'],
];
