import { expect, it } from 'vitest';
import { SleepGuard } from './sleep-guard.ts';

it('holds one blocker while armed, and none before or after', () => {
  const held = new Set<number>();
  let made = 0;
  const guard = new SleepGuard({
    start: () => {
      made += 1;
      held.add(made);
      return made;
    },
    stop: (id) => held.delete(id),
  });
  guard.setArmed(false);
  expect([...held]).toEqual([]);
  guard.setArmed(true);
  guard.setArmed(true);
  expect([...held]).toEqual([1]);
  guard.setArmed(false);
  expect([...held]).toEqual([]);
  guard.setArmed(true);
  expect([...held]).toEqual([2]);
});
