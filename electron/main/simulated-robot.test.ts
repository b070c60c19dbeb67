import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SimulatedRobot } from './simulated-robot.ts';
import type { ProcessEvents } from './utility-fork.ts';

let forks: (ProcessEvents & { isKilled: boolean })[];
let faults: string[];
let robot: SimulatedRobot;

beforeEach(() => {
  vi.useFakeTimers();
  forks = [];
  faults = [];
  robot = new SimulatedRobot({
    fork: (events) => {
      const fork = { ...events, isKilled: false };
      forks.push(fork);
      return {
        kill: () => {
          fork.isKilled = true;
          events.onExit(9);
        },
      };
    },
    onFault: (text) => faults.push(text),
  });
});

afterEach(() => vi.useRealTimers());

it('runs once, and says where', async () => {
  const first = robot.start();
  forks[0]!.onMessage({ url: 'ws://127.0.0.1:9090' });
  expect([await first, await robot.start()]).toEqual(['ws://127.0.0.1:9090', 'ws://127.0.0.1:9090']);
  expect(forks).toHaveLength(1);
  robot.stop();
  expect([forks[0]!.isKilled, faults]).toEqual([true, []]);
});

it('says that it has ended, and comes back with the next start', async () => {
  const first = robot.start();
  forks[0]!.onExit(1);
  expect(await first).toBeNull();
  expect(faults).toEqual(['the simulated robot has ended with 1']);
  void robot.start();
  expect(forks).toHaveLength(2);
});

it('keeps nobody waiting who can do without it', async () => {
  const first = robot.start();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await first).toBeNull();
});
