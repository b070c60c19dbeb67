import { expect, it } from 'vitest';
import { MessageBudget } from './message-budget.ts';

/** How many of so many messages at this moment are within the budget. */
const taken = (budget: MessageBudget, messages: number, atMs: number): number =>
  Array.from({ length: messages }, () => budget.take(atMs)).filter(Boolean).length;

it('bears a burst of 2000 messages, and then 1000 a second', () => {
  const budget = new MessageBudget(0);
  expect(taken(budget, 3000, 0)).toBe(2000);
  expect(taken(budget, 3000, 500)).toBe(500);
  expect(taken(budget, 3000, 1500)).toBe(1000);
  expect(taken(budget, 3000, 3_600_000)).toBe(2000);
});

it('never stops what a screen with eight cameras and a gamepad sends', () => {
  const budget = new MessageBudget(0);
  for (let second = 0; second < 60; second += 1) expect(taken(budget, 8 * 60 + 250, second * 1000)).toBe(730);
});
