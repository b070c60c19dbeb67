import { beforeEach, expect, it } from 'vitest';
import { type FlowAction, FrameFlow } from './frame-flow.ts';

const PERIOD_MS = 33;
/** The robot's clock may be anything. */
const CLOCK_MS = 1e9;

let flow: FrameFlow;
let nowMs: number;

beforeEach(() => {
  flow = new FrameFlow();
  nowMs = 0;
});

/** Frames with this delay for so long: what was to be done about them, with when. */
function run(ms: number, delayMs: (atMs: number) => number): [FlowAction, number][] {
  const actions: [FlowAction, number][] = [];
  for (const endMs = nowMs + ms; nowMs < endMs; nowMs += PERIOD_MS) {
    const action = flow.observe(nowMs + CLOCK_MS - delayMs(nowMs), nowMs);
    if (action !== null) actions.push([action, nowMs]);
  }
  return actions;
}

it('lets frames be that are always old, or whose clock drifts or is off', () => {
  expect(run(300_000, () => 2000)).toEqual([]);
  expect(run(3_600_000, (atMs) => 2000 + atMs * 1e-3)).toEqual([]);
});

it('bears a short delay', () => {
  run(5000, () => 20);
  expect(run(900, () => 900)).toEqual([]);
  expect(run(5000, () => 20)).toEqual([]);
});

it('takes fewer when frames stay late, then a new socket, then still fewer, and does not hurry', () => {
  run(5000, () => 20);
  const startMs = nowMs;
  const actions = run(26_000, () => 800);
  expect(actions.map(([action]) => action)).toEqual(['thin', 'reconnect', 'thin']);
  const [thin, reconnect, again] = actions.map(([, atMs]) => atMs - startMs);
  expect(thin).toBeGreaterThanOrEqual(1000);
  expect(reconnect! - thin!).toBeGreaterThanOrEqual(3000);
  expect(again! - reconnect!).toBeGreaterThanOrEqual(20_000);
  expect(flow.keepOneIn).toBe(4);
});

it('gives the frames back when they have been on time for long, step by step', () => {
  flow.keepOneIn = 4;
  const actions = run(70_000, () => 20);
  expect(actions.map(([action]) => action)).toEqual(['restore', 'restore']);
  expect(actions[1]![1] - actions[0]![1]).toBeGreaterThanOrEqual(30_000);
  expect(flow.keepOneIn).toBe(1);
});

it('asks only for a new socket where there is nothing to thin', () => {
  flow = new FrameFlow(1);
  run(5000, () => 20);
  expect(run(10_000, () => 800).map(([action]) => action)).toEqual(['reconnect']);
});
