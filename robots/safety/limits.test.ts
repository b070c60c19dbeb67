import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../input/intent.ts';
import { parseRobotProfile } from '../parse-profile.ts';
import { CommandLimits, type LimitedFrom } from './limits.ts';

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

function now(values: number[]): LimitedFrom {
  return { state: values, stateAgeS: 0, sinceLastS: PERIOD_S };
}

let limits: CommandLimits;
beforeEach(() => {
  limits = new CommandLimits(profile);
});

describe('CommandLimits', () => {
  it('speeds up within jerk and acceleration, to the greatest speed and no further', () => {
    const speeds = Array.from(
      { length: 14 },
      () => limits.limit(intent({ right: 5 }), now(state())).values[X]!,
    );
    // Jerk 20 m/s³ for the first two periods of 20 ms, then acceleration 1 m/s².
    [0.008, 0.024, 0.044, 0.064].forEach((speed, i) => {
      expect(speeds[i]).toBeCloseTo(speed, 9);
    });
    expect(speeds.at(-1)).toBeCloseTo(0.15, 9);
    expect(Math.max(...speeds)).toBeLessThanOrEqual(0.15);
  });

  it('brakes before the edge of the workspace, names it, and lets the robot come back', () => {
    let x = 0.2;
    let cut: string[] = [];
    for (let i = 0; i < 400; i += 1) {
      const command = limits.limit(intent({ right: 1 }), now(state({ 'gantry_x.position': x })));
      x += command.values[X]! * PERIOD_S;
      cut = command.atWorkspaceEdge;
    }
    expect(x).toBeLessThanOrEqual(0.3);
    expect(x).toBeGreaterThan(0.29);
    expect(cut).toEqual(['twist.linear.x']);
    const back = limits.limit(intent({ right: -1 }), now(state({ 'gantry_x.position': 0.3 })));
    expect(back.values[X]).toBeLessThan(0);
    expect(back.atWorkspaceEdge).toEqual([]);
  });

  it('moves the gripper at its speed, not at once', () => {
    const open = state({ 'gripper_width.position': 0.08 });
    const first = limits.limit(intent({}, true), now(open)).values[WIDTH]!;
    expect(first).toBeCloseTo(0.08 - 60 * PERIOD_S ** 3, 9);
    const widths = Array.from({ length: 60 }, () => limits.limit(intent({}, true), now(open)).values[WIDTH]!);
    expect(widths.at(-1)).toBeCloseTo(0, 6);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(0);
  });

  it('holds velocities at zero and the gripper where it was sent', () => {
    const sent = limits.limit(intent({ away: 1 }, true), now(state())).values;
    limits.rest();
    expect(limits.hold(state({ 'gripper_width.position': 0.02 }))).toEqual([0, 0, 0, 0, sent[WIDTH]]);
    expect(limits.limit(intent({ away: 1 }), now(state())).values[Y]).toBeCloseTo(0.008);
  });

  it('takes the gripper from where the robot has it, before it was ever sent', () => {
    const holding = state({ 'gripper_width.position': 0.006 });
    expect(limits.hold(holding)).toEqual([0, 0, 0, 0, 0.006]);
    expect(limits.limit(intent({}, false), now(holding)).values[WIDTH]).toBeCloseTo(
      0.006 + 60 * PERIOD_S ** 3,
      9,
    );
    limits.reset();
    expect(limits.hold(state({ 'gripper_width.position': 0.08 }))[WIDTH]).toBe(0.08);
  });

  it('does not move on input or state that is no number', () => {
    expect(limits.limit(intent({ right: Number.NaN }), now(state())).values[X]).toBe(0);
    const blind = state({ 'gantry_z.position': Number.NaN });
    expect(limits.limit(intent({ up: 1 }), now(blind)).values[Z]).toBe(0);
  });
});
