import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RosMessage } from '../../robots/bridge/bridge.ts';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import { parseRobotProfile } from '../../robots/parse-profile.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { headerStampNs } from '../../robots/ros-time.ts';
import { type Simulation, startSimulation } from '../../robots/simulation/simulation.ts';
import { SIMULATED_PROFILE } from '../../station/cli/paths.ts';
import { SystemClock } from '../../station/clocks.ts';
import { beginBlockers } from '../../station/collect/blockers.ts';
import { ControlLoop } from '../../station/control-loop.ts';
import { RobotLink } from '../../station/robot-link.ts';
import { readProfile } from '../../station/seat.ts';

const PERIOD_MS = 20;
const clock = new SystemClock();

let simulation: Simulation;
let simulated: RobotProfile;
beforeAll(async () => {
  simulation = await startSimulation({ port: 0, seed: 5 });
  simulated = await readProfile(SIMULATED_PROFILE, simulation.url);
});
afterAll(() => simulation.close());

let link: RobotLink;
let loop: ControlLoop;
afterEach(() => link.close());

/** A link to the simulated robot by a profile that is changed like this. */
async function connect(change: Partial<RobotProfile> = {}): Promise<void> {
  const profile = parseRobotProfile(JSON.stringify({ ...simulated, ...change }), 'changed.json');
  link = new RobotLink({ profile, bridge: openBridge(profile.bridge), clock, sharesClock: false });
  loop = new ControlLoop(link);
  await expect.poll(() => link.stateAgeMs(clock.nowNs()), { timeout: 5000 }).not.toBeNull();
  await expect.poll(() => link.clock.offset()?.method, { timeout: 5000 }).toBe('request');
}

async function drive(ticks: number, axes = {}, isGripperClosed = false, isDeadManHeld = true): Promise<void> {
  for (let i = 0; i < ticks; i += 1) {
    loop.setIntent({ axes, isGripperClosed, isDeadManHeld }, clock.nowNs());
    loop.tick(clock.nowNs());
    await sleep(PERIOD_MS);
  }
}

/** What goes to the robot from here on; nothing arrives there. */
function sentTo(topic: string): RosMessage[] {
  const messages: RosMessage[] = [];
  vi.spyOn(link.bridge, 'publish').mockImplementation((to, message) => {
    if (to === topic) messages.push(message);
    return true;
  });
  return messages;
}

describe('a station', { timeout: 20_000 }, () => {
  it('does not drive a robot that nobody stops, and says what to do', async () => {
    await connect({ onSilence: { stoppedBy: 'nobody' } });
    const publish = vi.spyOn(link.bridge, 'publish');
    await drive(5, { right: 1 });
    expect(publish).not.toHaveBeenCalled();
    expect(loop.heldBecause).toContain('name it in the profile under "onSilence"');
    expect(beginBlockers(link, clock.nowNs())[0]).toContain('Give its controller a timeout');
  });

  it('stamps its commands in the robot’s time, a little before now and never after it', async () => {
    await connect();
    const sent = vi.spyOn(link.bridge, 'publish');
    const errorNs = link.clock.offset()!.errorNs;
    for (let i = 0; i < 20; i += 1) {
      const beforeNs = (await link.bridge.robotTimeNs(1000))!;
      await drive(1, { yaw: 0.1 });
      const afterNs = (await link.bridge.robotTimeNs(1000))!;
      const stampNs = headerStampNs(sent.mock.calls.at(-2)![1])!;
      // The robot's true time is known to within the error, and the stamp is the earliest that it may be.
      expect(stampNs).toBeLessThan(afterNs);
      expect(stampNs).toBeGreaterThan(beforeNs - 2n * errorNs);
    }
  });

  it('leads joints from where the robot is at each press, and no farther than half a second ahead', async () => {
    const limits = { speed: 0.1, acceleration: 1, jerk: 20 };
    await connect({
      action: [
        {
          kind: 'position',
          name: 'x',
          unit: 'm',
          axis: 'right',
          direction: 1,
          limits,
          workspace: { state: 'gantry_x.position', min: -0.3, max: 0.3 },
        },
      ],
      commands: [
        {
          topic: '/arm/joint_trajectory',
          type: 'trajectory_msgs/JointTrajectory',
          fields: { 'positions[gantry_x]': 'x' },
        },
      ],
    });
    const sent = sentTo('/arm/joint_trajectory');
    const targetOf = (message: RosMessage): number =>
      (message.points as { positions: number[] }[])[0]!.positions[0]!;
    const at = link.state()[0]!;
    await drive(10, { right: 1 });
    expect(targetOf(sent[0]!)).toBeCloseTo(at, 3);
    expect(targetOf(sent.at(-1)!)).toBeGreaterThan(at + 0.005);
    // The robot never gets these, so it stays; so does the command, on its leash.
    await drive(60, { right: 1 });
    expect(targetOf(sent.at(-1)!)).toBeCloseTo(at + 0.05, 4);
    expect(loop.atWorkspaceEdge).toEqual(['x']);

    const count = sent.length;
    loop.takeSent();
    await drive(3, {}, false, false);
    expect(sent.length).toBe(count);
    // Nothing was sent, so nothing is recorded as sent; the action is to stay where the robot is.
    const { commands, mean } = loop.takeSent();
    expect(commands).toEqual([]);
    expect(mean[0]).toBeCloseTo(at, 4);
    await drive(1, { right: 1 });
    expect(targetOf(sent.at(-1)!)).toBeCloseTo(at, 3);
  });

  it('gives a goal once, and again when it changes', async () => {
    await connect({
      action: [
        {
          kind: 'gripper',
          name: 'g',
          unit: 'm',
          axis: 'gripper',
          open: 0.08,
          closed: 0,
          state: 'gripper_width.position',
        },
      ],
      commands: [
        {
          topic: '/gripper/goal',
          type: 'control_msgs/GripperCommandActionGoal',
          fields: { 'goal.command.position': 'g' },
        },
      ],
    });
    const goals = sentTo('/gripper/goal');
    const positions = () =>
      goals.map(({ goal }) => (goal as { command: { position: number } }).command.position);
    await drive(5);
    expect(positions()).toEqual([0.08]);
    await drive(5, {}, true);
    await drive(2, {}, true, false);
    await drive(5, {}, true);
    expect(positions()).toEqual([0.08, 0]);
  });
});
