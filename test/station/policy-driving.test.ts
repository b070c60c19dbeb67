import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openEpisode } from '../../datasets/episode/reader.ts';
import { PolicyThread } from '../../station/policy/policy-thread.ts';
import { writePolicyFor } from '../builders/onnx-policy.ts';
import { type LockstepSeat, lockstepSeat } from '../support/lockstep-seat.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const STEP_MS = 100;
const who = { operator: 'Ada', task: 'Pick up', protocol: 'demonstration' };
/** To the right at 0.1 m/s, gripper closed. */
const ACTION = [0.1, 0, 0, 0, 0];

let robot: LockstepSeat;
beforeEach(async () => {
  robot = await lockstepSeat();
  const { station, dataset } = robot.seat;
  const policies = join(dataset.path, 'policies');
  await mkdir(policies);
  await writePolicyFor(station.link.profile, join(policies, 'right.onnx'), {
    chunk: [ACTION],
    cameras: ['front'],
  });
  // A file that is put there while the station runs counts soon.
  await vi.waitUntil(() => station.snapshot().policies.length === 1, 10_000);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** So many steps with these keys down; time stands still while the policy thinks. */
async function drive(steps: number, ...pressedCodes: string[]): Promise<void> {
  const { loop, clock } = robot.seat.station;
  for (let step = 0; step < steps; step += 1) {
    robot.seat.station.setInput({ device: 'keyboard', pressedCodes, isDeadManLatched: false });
    await robot.run(STEP_MS);
    if (loop.lead.isPolicy) await vi.waitUntil(() => loop.lead.wants(clock.nowNs()) !== null, 10_000);
  }
}

it('drives while the dead-man is held, from the beginning of the episode until a touch or a stop', async () => {
  const { station, dataset } = robot.seat;
  const { loop, session } = station;
  const speed = (): number => loop.lastSent?.[0] ?? 0;
  await station.startSession({ ...who, policy: 'right.onnx' });
  await drive(5, 'ShiftLeft');
  expect(speed()).toBe(0);

  const { id } = await session.begin();
  await drive(3);
  expect(loop.heldBecause).toBe('Hold the dead-man to drive');
  expect(speed()).toBe(0);
  await drive(10, 'ShiftLeft');
  expect(speed()).toBeCloseTo(ACTION[0]!, 3);

  await drive(8, 'ShiftLeft', 'KeyA');
  expect(speed()).toBeLessThan(-0.1);
  // What the policy held is not let fall.
  expect(loop.intent.isGripperClosed).toBe(true);
  // The stick rests, the dead-man is let go and held again, and the operator still has the robot.
  await drive(4, 'ShiftLeft');
  await drive(2);
  await drive(4, 'ShiftLeft');
  expect(speed()).toBeCloseTo(0, 3);

  session.handToPolicy();
  await drive(8, 'ShiftLeft');
  expect(speed()).toBeCloseTo(ACTION[0]!, 3);
  station.stopRobot();
  await drive(3, 'ShiftLeft');
  expect(speed()).toBe(0);
  await drive(2);
  await drive(4, 'ShiftLeft');
  expect(speed()).toBeCloseTo(0, 3);

  session.handToPolicy();
  await drive(4, 'ShiftLeft');
  session.mark('succeeded');
  while (session.status === 'recording') {
    await robot.run(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // The mark was the last thing that it did.
  expect(loop.lead.isPolicy).toBe(false);
  await drive(8, 'ShiftLeft');
  expect(speed()).toBeCloseTo(0, 3);

  const reader = await openEpisode(join(dataset.episodesPath, id));
  const { actionSource } = await reader.series();
  await reader.close();
  expect(reader.manifest.head.policy?.name).toBe('right.onnx');
  const runs = actionSource.filter((source, i) => source !== actionSource[i - 1]);
  expect(runs).toEqual(['operator', 'policy', 'operator', 'policy', 'operator', 'policy']);
});

it('has led to the last step of an episode that the station itself ends', async () => {
  const { station, dataset } = robot.seat;
  await station.startSession({ ...who, policy: 'right.onnx' });
  const { id } = await station.session.begin();
  await drive(8, 'ShiftLeft');
  await station.session.episode.close();
  const reader = await openEpisode(join(dataset.episodesPath, id));
  const { actionSource } = await reader.series();
  await reader.close();
  expect(actionSource.at(-1)).toBe('policy');
});

it('is there only where it was chosen, and a session that cannot begin leaves none behind', async () => {
  const { station } = robot.seat;
  await expect(station.startSession({ ...who, protocol: 'none', policy: 'right.onnx' })).rejects.toThrow(
    'there is no protocol',
  );
  expect(station.snapshot().input.policy).toBeNull();
  await station.startSession(who);
  await station.session.begin();
  expect(() => station.session.handToPolicy()).toThrow('the session has no policy');
  await drive(5, 'ShiftLeft');
  expect(station.loop.takeSent().source).toBe('operator');
});

const failed = () => robot.seat.station.snapshot().alerts.find(({ id }) => id === 'policy-failed');

it('lets no episode begin once it has failed, and says what to do', async () => {
  const { station, dataset } = robot.seat;
  const { session, link, clock } = station;
  await station.startSession({ ...who, policy: 'right.onnx' });
  const policy = station.loop.lead.policy!;
  const { cameras, states } = link;
  // Not what its model takes.
  policy.look({ cameras, states, state: () => [] }, clock.nowNs());
  await vi.waitUntil(() => policy.failure !== null, 10_000);
  await expect(session.begin()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^The policy right\.onnx has failed: .*\. End the session/s),
  });
  expect(failed()?.cause).toContain(policy.failure);
  expect(session.status).toBe('ready');
  expect(session.episode.run).toBeNull();
  expect(await readdir(dataset.episodesPath)).toEqual([]);

  session.end();
  await station.startSession(who);
  await session.begin();
  expect(failed()).toBeUndefined();
});

it('leaves the episode to the operator when it fails while that is opened', async () => {
  const { station } = robot.seat;
  const { session, loop } = station;
  await station.startSession({ ...who, policy: 'right.onnx' });
  const beginning = session.begin();
  vi.spyOn(PolicyThread.prototype, 'failure', 'get').mockReturnValue('no memory');
  await beginning;
  expect(loop.lead.isPolicy).toBe(false);
  expect(failed()?.cause).toBe('right.onnx: no memory.');
  await drive(3, 'ShiftLeft');
  session.mark('succeeded');
  await robot.run(STEP_MS);
  await vi.waitUntil(() => session.status === 'review', 10_000);
});
