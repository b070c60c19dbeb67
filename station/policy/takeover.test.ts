import { expect, it } from 'vitest';
import { Takeover } from './takeover.ts';

const hand = (isDeadManHeld: boolean, right = 0) => ({
  axes: { right },
  isGripperClosed: false,
  isDeadManHeld,
});

it('is taken by touching the stick, and given back by letting the dead-man go', () => {
  const takeover = new Takeover();
  takeover.update(hand(true, 0.1), false);
  expect(takeover.isTaken).toBe(false);
  takeover.update(hand(true, -0.2), false);
  expect(takeover.isTaken).toBe(true);
  takeover.update(hand(true), false);
  expect(takeover.isTaken).toBe(true);
  takeover.update(hand(false), false);
  expect(takeover.isTaken).toBe(false);
});

it('is taken by moving the gripper', () => {
  const takeover = new Takeover();
  takeover.update(hand(true), true);
  expect(takeover.isTaken).toBe(true);
});
