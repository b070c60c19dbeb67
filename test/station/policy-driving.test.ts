import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { type Simulation, startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { SystemClock } from '../../station/clocks.ts';
import { ControlLoop } from '../../station/control-loop.ts';
import { PolicyThread } from '../../station/policy/policy-thread.ts';
import { RobotLink } from '../../station/robot-link.ts';
import { readProfile } from '../../station/seat.ts';
import { writePolicyFor } from '../builders/onnx-policy.ts';

const PERIOD_MS = 20;
const TICKS_A_STEP = 5;
/** To the right, gripper closed. */
const ACTION = [0.1, 0, 0, 0, 0];

const clock = new SystemClock();
let folder: string;
let simulation: Simulation;
let profile: RobotProfile;
let link: RobotLink;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retrace-policy-'));
  simulation = await startSimulation({ port: 0, seed: 5 });
  profile = await readProfile(SIMULATED_PROFILE, simulation.url);
  link = new RobotLink({ profile, bridge: openBridge(profile.bridge), clock, sharesClock: false });
  await vi.waitUntil(() => link.cameras.every(({ latest }) => latest !== null), 10_000);
  await vi.waitUntil(() => link.clock.offset()?.method === 'request', 10_000);
}, 30_000);
afterAll(async () => {
  await link.close();
  await simulation.close();
  await rm(folder, { recursive: true });
});

it('drives while the dead-man is held, from the hand-over until a touch or a stop', {
  timeout: 30_000,
}, async () => {
  const path = join(folder, 'right.onnx');
  await writePolicyFor(profile, path, { action: ACTION, cameras: ['front'] });
  const policy = await PolicyThread.open(path, 'right.onnx', profile);
  const loop = new ControlLoop(link);
  loop.lead.accompany(policy);
  /** @returns who led the last of these steps */
  const drive = async (steps: number, right: number, isDeadManHeld = true) => {
    let source = '';
    for (let tick = 0; tick < steps * TICKS_A_STEP; tick += 1) {
      const nowNs = clock.nowNs();
      if (tick % TICKS_A_STEP === 0) {
        loop.takeSent();
        loop.lead.look(link, nowNs);
      }
      const drive = { axes: { right }, isDeadManHeld, isGripperPressed: false };
      loop.setInput({ device: 'gamepad', id: 'pad', axes: [], buttons: [], drive }, nowNs);
      loop.tick(nowNs);
      source = loop.actionSource;
      await sleep(PERIOD_MS);
    }
    return source;
  };
  const speed = (): number => loop.lastSent?.[0] ?? 0;

  expect(await drive(5, 0)).toBe('operator');
  expect(speed()).toBe(0);
  loop.lead.hand(clock.nowNs());
  await drive(3, 0, false);
  expect(loop.heldBecause).not.toBeNull();
  expect(speed()).toBe(0);

  expect(await drive(10, 0)).toBe('policy');
  expect(speed()).toBeCloseTo(ACTION[0]!, 3);

  expect(await drive(8, -1)).toBe('operator');
  expect(speed()).toBeLessThan(-0.1);
  expect(loop.intent.isGripperClosed).toBe(true);
  // The stick rests, the dead-man is let go and held again, and the operator still has the robot.
  expect(await drive(8, 0)).toBe('operator');
  await drive(2, 0, false);
  expect(await drive(8, 0)).toBe('operator');
  expect(speed()).toBeCloseTo(0, 3);

  loop.lead.hand(clock.nowNs());
  expect(await drive(10, 0)).toBe('policy');
  expect(speed()).toBeCloseTo(ACTION[0]!, 3);

  loop.stop(clock.nowNs());
  await drive(3, 0);
  expect(speed()).toBe(0);
  await drive(2, 0, false);
  expect(await drive(8, 0)).toBe('operator');
  expect(speed()).toBeCloseTo(0, 3);
  expect(policy.failure).toBeNull();
  await policy.close();
});
