import type { MessageBoxOptions } from 'electron';
import type { Activity } from '../../station/desktop/shell-messages.ts';

/** A native dialog as data: what it says, and what each button does. The first button is the careful one. */
export interface Question<A extends string> {
  message: string;
  detail: string;
  buttons: readonly { label: string; action: A }[];
}

const NOTHING_LOST = 'Nothing is lost: the station records on by itself, and holds the robot.';

/** @returns null when there is nothing to ask */
export function quitQuestion(activity: Activity | null): Question<'stay' | 'quit'> | null {
  if (activity !== 'recording') return null;
  return {
    message: 'An episode is being recorded.',
    detail: 'Quitting seals it as aborted, and lets go of the robot.',
    buttons: [
      { label: 'Keep recording', action: 'stay' },
      { label: 'Seal and quit', action: 'quit' },
    ],
  };
}

/** @param reason of Electron's `render-process-gone`; null for the ways in which a page ends by itself */
export function pageGoneQuestion(
  reason: string,
  activity: Activity | null,
): Question<'reload' | 'quit'> | null {
  if (reason === 'clean-exit') return null;
  return {
    message: `The screens have broken (${reason}).`,
    detail: activity === 'recording' ? NOTHING_LOST : 'The station is well. Load the screens again.',
    buttons: [
      { label: 'Load again', action: 'reload' },
      { label: activity === 'recording' ? 'Seal and quit' : 'Quit', action: 'quit' },
    ],
  };
}

export function pageFrozenQuestion(activity: Activity | null): Question<'wait' | 'reload'> {
  return {
    message: 'The screens do not react.',
    detail: activity === 'recording' ? NOTHING_LOST : 'The station is well. Wait, or load the screens again.',
    buttons: [
      { label: 'Wait', action: 'wait' },
      { label: 'Load again', action: 'reload' },
    ],
  };
}

export function stationDownQuestion(cause: string): Question<'again' | 'open' | 'quit'> {
  return {
    message: 'The station does not run.',
    detail: `${cause}\n\nWhat was sealed is safe; what was open is recovered at the next start.`,
    buttons: [
      { label: 'Start it again', action: 'again' },
      { label: 'Open another dataset…', action: 'open' },
      { label: 'Quit', action: 'quit' },
    ],
  };
}

export function releaseQuestion(version: string): Question<'later' | 'page'> {
  return {
    message: `Retrace ${version} is there.`,
    detail: 'Its page tells what is new and how to get it. Nothing is installed by itself.',
    buttons: [
      { label: 'Later', action: 'later' },
      { label: 'Show its page', action: 'page' },
    ],
  };
}

/** Closing the dialog, or Enter by habit, is the careful answer. */
export function messageBox({ message, detail, buttons }: Question<string>): MessageBoxOptions {
  return {
    type: 'warning',
    message,
    detail,
    buttons: buttons.map(({ label }) => label),
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}

/** @param response as Electron gives it: the index of the button */
export function answerOf<A extends string>({ buttons }: Question<A>, response: number): A {
  return (buttons[response] ?? buttons[0]!).action;
}
