import { expect, it } from 'vitest';
import {
  answerOf,
  messageBox,
  pageFrozenQuestion,
  pageGoneQuestion,
  quitQuestion,
  releaseQuestion,
  stationDownQuestion,
} from './question.ts';

it('asks before it quits while an episode is recorded, and only then', () => {
  expect(quitQuestion('idle')).toBeNull();
  expect(quitQuestion('armed')).toBeNull();
  expect(quitQuestion(null)).toBeNull();
  const question = quitQuestion('recording')!;
  expect(answerOf(question, 0)).toBe('stay');
  expect(answerOf(question, 1)).toBe('quit');
});

it('takes Escape, Enter and a closed dialog for the careful answer', () => {
  const question = quitQuestion('recording')!;
  expect(messageBox(question)).toMatchObject({
    buttons: ['Keep recording', 'Seal and quit'],
    defaultId: 0,
    cancelId: 0,
  });
  expect(answerOf(question, -1)).toBe('stay');
  expect(answerOf(pageFrozenQuestion('idle'), 7)).toBe('wait');
});

it('says of a broken page that nothing is lost, and nothing of one that ended by itself', () => {
  expect(pageGoneQuestion('clean-exit', 'recording')).toBeNull();
  const question = pageGoneQuestion('oom', 'recording')!;
  expect(question.message).toContain('(oom)');
  expect(question.detail).toContain('records on');
  expect(answerOf(question, 0)).toBe('reload');
  expect(pageFrozenQuestion('recording').detail).toContain('records on');
});

it('says why the station is down', () => {
  const question = stationDownQuestion('It ended with code 7.');
  expect(question.detail).toMatch(/^It ended with code 7\./);
  expect([0, 1, 2].map((button) => answerOf(question, button))).toEqual(['again', 'open', 'quit']);
});

it('tells of a newer version, and shows its page only when asked', () => {
  const question = releaseQuestion('0.2.0');
  expect(question.message).toContain('0.2.0');
  expect([-1, 0, 1].map((button) => answerOf(question, button))).toEqual(['later', 'later', 'page']);
});
