import { join } from 'node:path';
import jpeg from '@julusian/jpeg-turbo';
import { expect, it, onTestFinished, vi } from 'vitest';
import { fromMs } from '../../core/time.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { writePolicyFor } from '../../test/builders/onnx-policy.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { SIMULATED_PROFILE } from '../cli/paths.ts';
import { readProfile } from '../seat.ts';
import { Stream } from '../stream.ts';
import { Lead } from './lead.ts';
import { PolicyThread } from './policy-thread.ts';

const profile = await readProfile(SIMULATED_PROFILE);
const PICTURE = jpeg.compressSync(Buffer.alloc(64 * 64 * 3), {
  format: jpeg.FORMAT_RGB,
  width: 64,
  height: 64,
});
/** To the right at 0.1 m/s. */
const ACTION = [0.1, 0, 0, 0, 0];
const START_NS = 10_000_000_000n;

const after = (ms: number): bigint => START_NS + fromMs(ms);

async function openConstant(change: { chunk?: number[][]; cameras?: string[] } = {}): Promise<PolicyThread> {
  const path = join(await tempFolder(), 'constant.onnx');
  await writePolicyFor(profile, path, { chunk: [ACTION], ...change });
  const policy = await PolicyThread.open(path, 'constant.onnx', profile);
  onTestFinished(() => policy.close());
  return policy;
}

/** What a robot link has of a robot whose streams send when they are told to. */
function robot() {
  const cameras = profile.cameras.map(({ name, rateHz }) => new Stream<Uint8Array>(name, 'camera', rateHz));
  const states = profile.streams.map(({ name, rateHz }) => new Stream<number[]>(name, 'state', rateHz));
  const send = (ms: number, except: string | null = null, picture: Uint8Array = PICTURE): void => {
    const times = { stampNs: after(ms), receivedNs: after(ms) };
    for (const camera of cameras) if (camera.name !== except) camera.push({ ...times, value: picture });
    for (const state of states) if (state.name !== except) state.push({ ...times, value: [0] });
  };
  return { link: { cameras, states, state: () => profile.state.map(() => 0) }, send };
}

const answerTo = (policy: PolicyThread, ms: number) => vi.waitUntil(() => policy.intent(after(ms)), 10_000);

it('answers to what it sees, and to nothing that is older than 400 ms', async () => {
  const policy = await openConstant();
  const { link, send } = robot();
  send(0);
  policy.look(link, after(50));
  expect((await answerTo(policy, 60)).axes.right).toBeGreaterThan(0);
  expect(policy.intent(after(390))).not.toBeNull();
  expect(policy.intent(after(410))).toBeNull();
});

it('plays a chunk step by step before it looks again, and no further when it is blind', async () => {
  const toTheLeft = [-0.1, 0, 0, 0, 0];
  const policy = await openConstant({ chunk: [ACTION, toTheLeft, ACTION] });
  const { link, send } = robot();
  const rightAt = (ms: number) => policy.intent(after(ms))?.axes.right;
  send(0);
  policy.look(link, after(0));
  expect((await answerTo(policy, 10)).axes.right).toBeGreaterThan(0);
  send(100);
  policy.look(link, after(100));
  expect(rightAt(110)).toBeLessThan(0);
  // The last step is not played: one camera has stopped.
  send(1200, 'wrist');
  policy.look(link, after(1210));
  expect(rightAt(490)).toBeLessThan(0);
  expect(rightAt(510)).toBeUndefined();
});

it.each(['wrist', profile.streams[0]!.name])(
  'is not shown old pictures or states: “%s” has stopped',
  async (name) => {
    const policy = await openConstant();
    const { link, send } = robot();
    send(0);
    send(1000, name);
    policy.look(link, after(1010));
    expect(policy.intent(after(1020))).toBeNull();
    expect(policy.trouble()).toBe(`“${name}” has sent nothing new`);
  },
);

it('lets go of the robot when it was blind for a second, and takes it again only when it is handed over', async () => {
  const policy = await openConstant();
  const { link, send } = robot();
  const lead = new Lead();
  lead.accompany(policy);
  expect(lead.isPolicy).toBe(false);
  lead.hand(after(0));
  send(0);
  lead.look(link, after(0));
  await answerTo(policy, 10);
  lead.look(link, after(100));
  expect(lead.policyIntent(after(100))).not.toBeNull();
  // It rests, and waits.
  expect(lead.policyIntent(after(800))).toBeNull();
  expect(lead.isPolicy).toBe(true);
  lead.look(link, after(900));
  expect(lead.trouble(after(900))).toContain('has sent nothing new');
  expect(lead.policyIntent(after(1150))).toBeNull();
  expect(lead.isPolicy).toBe(false);
  expect(lead.letGoBecause).toContain('has sent nothing new');

  send(1200);
  lead.look(link, after(1200));
  expect(lead.isPolicy).toBe(false);
  lead.hand(after(1200));
  expect(lead.letGoBecause).toBeNull();
  await vi.waitUntil(() => {
    lead.look(link, after(1210));
    return policy.intent(after(1210));
  }, 10_000);
  expect(lead.policyIntent(after(1250))).not.toBeNull();
});

it('begins anew when it is handed the robot: not with what it saw before somebody else had it', async () => {
  const policy = await openConstant({ chunk: [ACTION, ACTION, ACTION] });
  const { link, send } = robot();
  const lead = new Lead();
  lead.accompany(policy);
  lead.hand(after(0));
  send(0);
  lead.look(link, after(0));
  await answerTo(policy, 10);
  lead.take();
  lead.hand(after(100));
  expect(lead.policyIntent(after(110))).toBeNull();
  // Nor with what it still thinks about.
  lead.look(link, after(110));
  lead.take();
  lead.hand(after(120));
  send(200);
  await vi.waitUntil(() => {
    lead.look(link, after(210));
    return policy.intent(after(210));
  }, 10_000);
  // Of the picture of 200 ms: that of 0 ms would be too old.
  expect(policy.intent(after(590))).not.toBeNull();
});

it('lets go when its answers come too late', async () => {
  const policy = await openConstant();
  const { link, send } = robot();
  const lead = new Lead();
  lead.accompany(policy);
  lead.hand(after(0));
  send(0);
  lead.look(link, after(0));
  await answerTo(policy, 0);
  send(1000);
  // All that it has said was of the picture of a second ago.
  expect(lead.policyIntent(after(1010))).toBeNull();
  expect(lead.letGoBecause).toMatch(/^it answers after \d+ ms/);
});

it('is the operator’s by a touch with the dead-man held, and stays so', async () => {
  const lead = new Lead();
  lead.accompany(await openConstant());
  lead.hand(after(0));
  const hand = (isDeadManHeld: boolean, right = 0) => ({
    axes: { right },
    isGripperClosed: false,
    isDeadManHeld,
  });
  lead.feel(hand(true, 0.1), false);
  lead.feel(hand(false, 1), false);
  expect(lead.isPolicy).toBe(true);
  lead.feel(hand(true, -0.2), false);
  expect(lead.isPolicy).toBe(false);
  lead.feel(hand(true), false);
  lead.feel(hand(false), false);
  lead.feel(hand(true), false);
  expect(lead.isPolicy).toBe(false);
  lead.hand(after(10));
  lead.feel(hand(true), true);
  expect(lead.isPolicy).toBe(false);
});

it('is blind while a picture is none, and looks again at the next', async () => {
  const policy = await openConstant();
  const { link, send } = robot();
  const lead = new Lead();
  lead.accompany(policy);
  lead.hand(after(0));
  send(0, null, Uint8Array.of(1, 2, 3));
  lead.look(link, after(0));
  const reason = `a picture of “${profile.cameras[0]!.name}” cannot be decoded`;
  await vi.waitUntil(() => lead.trouble(after(20)) === reason, 10_000);
  expect(policy.failure).toBeNull();
  send(100);
  lead.look(link, after(100));
  expect((await answerTo(policy, 110)).axes.right).toBeGreaterThan(0);
  expect(lead.isPolicy).toBe(true);
  expect(lead.trouble(after(120))).toBeNull();
});

it('is closed while it thinks, and what it runs in goes on', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 3; round += 1) {
    const { link, send } = robot();
    send(0);
    const policies = await Promise.all(Array.from({ length: 8 }, () => openConstant()));
    for (const policy of policies) policy.look(link, after(0));
    await Promise.all(policies.map((policy) => policy.close()));
  }
});

it('says at once that it cannot go on, when its model fails', async () => {
  const policy = await openConstant();
  const { link, send } = robot();
  const lead = new Lead();
  lead.accompany(policy);
  lead.hand(after(0));
  send(0);
  lead.look({ ...link, state: () => [] }, after(0));
  await vi.waitUntil(() => policy.failure !== null, 10_000);
  lead.policyIntent(after(20));
  expect(lead.isPolicy).toBe(false);
  expect(() => lead.hand(after(30))).toThrow('the policy has failed');
});

it.each<[string, object, Partial<RobotProfile>, string]>([
  ['a camera that the robot has not', { cameras: ['ceiling'] }, {}, 'through the camera "ceiling"'],
  ['other numbers than it says', { chunk: [[0.1]] }, {}, 'expected 5 numbers'],
  ['another step rate', {}, { rates: { ...profile.rates, stepHz: 20 } }, 'the policy’s step rate'],
  [
    'PNG',
    {},
    { cameras: profile.cameras.map((camera) => ({ ...camera, encoding: 'png' })) },
    'a policy looks at JPEG',
  ],
])('is refused with %s', async (_what, change, changedProfile, reason) => {
  const path = join(await tempFolder(), 'other.onnx');
  await writePolicyFor(profile, path, { chunk: [ACTION], ...change });
  await expect(PolicyThread.open(path, 'other.onnx', { ...profile, ...changedProfile })).rejects.toThrow(
    reason.replace('’', "'"),
  );
});
