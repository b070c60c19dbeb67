import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../input/intent.ts';
import { parseRobotProfile } from '../profile.ts';
import { CommandLimits } from './limits.ts';

const path = new URL('../profiles/simulated-tshirt.json', import.meta.url);
const profile = parseRobotProfile(readFileSync(path, 'utf8'), 'simulated-tshirt.json');
const PERIOD_S = 0.02;
const [X, Y, Z, , WIDTH] = [0, 1, 2, 3, 4];

function state(changes: Record<string, number> = {}): number[] {
  const values: Record<string, number> = { 'gantry_z.position': 0.2, ...changes };
  return profile.state.map((name) => values[name] ?? 0);
}

function intent(axes: Intent['axes'], isGripperClosed = false): Intent {
  return { axes, isGripperClosed, isDeadManHeld: true };
}

let limits: CommandLimits;
beforeEach(() => {
  limits = new CommandLimits(profile);
});

describe('CommandLimits', () => {
  it('speeds up within the acceleration, to the greatest speed and no further', () => {
    const speeds = Array.from(
      { length: 12 },
      () => limits.limit(intent({ right: 5 }), state(), PERIOD_S).values[X]!,
    );
    expect(speeds[0]).toBeCloseTo(0.02);
    expect(speeds[1]).toBeCloseTo(0.04);
    expect(speeds.at(-1)).toBe(0.15);
  });

  it('brakes before the edge of the workspace, names it, and lets the robot come back', () => {
    let x = 0.2;
    let cut: string[] = [];
    for (let i = 0; i < 400; i += 1) {
      const command = limits.limit(intent({ right: 1 }), state({ 'gantry_x.position': x }), PERIOD_S);
      x += command.values[X]! * PERIOD_S;
      cut = command.atWorkspaceEdge;
    }
    expect(x).toBeLessThanOrEqual(0.3);
    expect(x).toBeGreaterThan(0.29);
    expect(cut).toEqual(['twist.linear.x']);
    const back = limits.limit(intent({ right: -1 }), state({ 'gantry_x.position': 0.3 }), PERIOD_S);
    expect(back.values[X]).toBeLessThan(0);
    expect(back.atWorkspaceEdge).toEqual([]);
  });

  it('moves the gripper at its speed, not at once', () => {
    const open = state({ 'gripper_width.position': 0.08 });
    const first = limits.limit(intent({}, true), open, PERIOD_S).values[WIDTH]!;
    expect(first).toBeCloseTo(0.08 - 0.15 * PERIOD_S);
  });

  it('holds velocities at zero and the gripper where it was sent', () => {
    const sent = limits.limit(intent({ away: 1 }, true), state(), PERIOD_S).values;
    limits.rest();
    expect(limits.hold(state({ 'gripper_width.position': 0.02 }))).toEqual([0, 0, 0, 0, sent[WIDTH]]);
    expect(limits.limit(intent({ away: 1 }), state(), PERIOD_S).values[Y]).toBeCloseTo(0.02);
  });

  it('takes the gripper from where the robot has it, before it was ever sent', () => {
    const holding = state({ 'gripper_width.position': 0.006 });
    expect(limits.hold(holding)).toEqual([0, 0, 0, 0, 0.006]);
    expect(limits.limit(intent({}, false), holding, PERIOD_S).values[WIDTH]).toBeCloseTo(
      0.006 + 0.15 * PERIOD_S,
    );
    limits.reset();
    expect(limits.hold(state({ 'gripper_width.position': 0.08 }))[WIDTH]).toBe(0.08);
  });

  it('does not move on input or state that is no number', () => {
    expect(limits.limit(intent({ right: Number.NaN }), state(), PERIOD_S).values[X]).toBe(0);
    const blind = state({ 'gantry_z.position': Number.NaN });
    expect(limits.limit(intent({ up: 1 }), blind, PERIOD_S).values[Z]).toBe(0);
  });

  it('never leaves speed, acceleration or workspace, whatever is asked of it', () => {
    let seed = 1;
    const random = (): number => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const last = [0, 0, 0];
    for (let i = 0; i < 10_000; i += 1) {
      const axes = { right: random() * 8 - 4, away: random() * 8 - 4, up: random() * 8 - 4 };
      const at = state({
        'gantry_x.position': random() * 0.7 - 0.35,
        'gantry_y.position': random() * 0.6 - 0.3,
        'gantry_z.position': random() * 0.6 - 0.1,
      });
      const { values } = limits.limit(intent(axes), at, PERIOD_S);
      for (const axis of [X, Y, Z]) {
        const speed = values[axis]!;
        const { min, max } = [
          { min: -0.3, max: 0.3 },
          { min: -0.25, max: 0.25 },
          { min: 0, max: 0.45 },
        ][axis]!;
        expect(Math.abs(speed)).toBeLessThanOrEqual(0.15);
        // Braking at an edge may be harder than the limit; speeding up never.
        expect(Math.abs(speed)).toBeLessThanOrEqual(Math.abs(last[axis]!) + 1.0 * PERIOD_S + 1e-9);
        if (at[axis]! >= max) expect(speed).toBeLessThanOrEqual(0);
        if (at[axis]! <= min) expect(speed).toBeGreaterThanOrEqual(0);
        last[axis] = speed;
      }
    }
  });
});
