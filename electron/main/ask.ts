import { type BrowserWindow, dialog } from 'electron';
import { answerOf, messageBox, type Question } from './question.ts';

export async function ask<A extends string>(window: BrowserWindow | null, question: Question<A>): Promise<A> {
  const box = messageBox(question);
  const { response } = await (window === null
    ? dialog.showMessageBox(box)
    : dialog.showMessageBox(window, box));
  return answerOf(question, response);
}
