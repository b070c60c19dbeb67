import { beforeEach, describe, expect, it } from 'vitest';
import { GRIPPER_LIMITS, Gripper, HOME_POSE, WORKSPACE_M } from './gripper.ts';

const STEP_S = 1 / 300;
let gripper: Gripper;

beforeEach(() => {
  gripper = new Gripper();
});

function run(seconds: number, jawStopM = 0): void {
  for (let i = 0; i < seconds / STEP_S; i++) gripper.step(STEP_S, jawStopM);
}

describe('the gripper', () => {
  it('goes at the speed that was commanded', () => {
    gripper.setTwist(0.1, 0, 0, 0.5);
    run(1);
    expect(gripper.x.velocity).toBeCloseTo(0.1);
    expect(gripper.x.position).toBeGreaterThan(0.09);
    expect(gripper.yaw.position).toBeCloseTo(0.5, 1);
  });

  it('cuts a speed to its limit and keeps the direction', () => {
    gripper.setTwist(3, -4, 0, 9);
    run(0.3);
    expect(gripper.x.velocity).toBeCloseTo(0.6 * GRIPPER_LIMITS.linearMps);
    expect(gripper.y.velocity).toBeCloseTo(-0.8 * GRIPPER_LIMITS.linearMps);
    expect(gripper.yaw.velocity).toBeCloseTo(GRIPPER_LIMITS.yawRadps);
  });

  it('never accelerates more than its motors can', () => {
    gripper.setTwist(0.25, 0, 0, 0);
    let last = 0;
    for (let i = 0; i < 100; i++) {
      if (i === 50) gripper.setTwist(-0.25, 0, 0, 0);
      gripper.step(STEP_S, 0);
      const change = Math.abs(gripper.x.velocity - last);
      expect(change).toBeLessThanOrEqual(GRIPPER_LIMITS.linearMps2 * STEP_S + 1e-12);
      last = gripper.x.velocity;
    }
  });

  it('stays in its workspace', () => {
    gripper.setTwist(0.2, 0.2, 0.2, 0);
    run(6);
    expect(gripper.x.position).toBe(WORKSPACE_M.x.max);
    expect(gripper.y.position).toBe(WORKSPACE_M.y.max);
    expect(gripper.z.position).toBe(WORKSPACE_M.z.max);
  });

  it('stands on the table and feels it', () => {
    expect(gripper.pressN).toBe(0);
    gripper.setTwist(0, 0, -0.1, 0);
    run(5);
    expect(gripper.z.position).toBe(0);
    expect(gripper.pressN).toBeGreaterThan(2);
  });

  it('closes as far as what lies between its fingers lets it, and opens again', () => {
    gripper.setWidth(0);
    run(1, 0.01);
    expect(gripper.width.position).toBeCloseTo(0.01);
    run(1, 0);
    expect(gripper.width.position).toBe(0);
    gripper.setWidth(1);
    run(1, 0);
    expect(gripper.width.position).toBeCloseTo(GRIPPER_LIMITS.openWidthM);
  });

  it('comes home open and at rest', () => {
    gripper.setTwist(0.1, 0.1, -0.1, 1);
    gripper.setWidth(0);
    run(1);
    gripper.goHome();
    run(0.1);
    expect(gripper.z).toEqual({ position: HOME_POSE.z, velocity: 0 });
    expect(gripper.x).toEqual({ position: HOME_POSE.x, velocity: 0 });
    expect(gripper.width.position).toBe(GRIPPER_LIMITS.openWidthM);
  });
});
