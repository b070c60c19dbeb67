import { describe, expect, it } from 'vitest';
import { driveMessage } from './drive-message.ts';

type Facts = Parameters<typeof driveMessage>[0];

const policy = { name: 'grasp.onnx', isLeading: true, trouble: null };
const behind = { ...policy, isLeading: false };
/** A pedal was chosen as the dead-man. */
const WITH_PEDAL = { 'drive.deadMan': ['ShiftLeft', 'ShiftRight', 'F13'] };

type Change = Partial<Omit<Facts, 'robot' | 'input'>> & {
  robot?: Partial<Facts['robot']>;
  input?: Partial<Facts['input']>;
};

function messageOf({ robot, input, ...others }: Change = {}) {
  return driveMessage({
    robot: { status: 'held', reason: '', isStopped: false, ...robot },
    input: { device: 'keyboard', isDeadManHeld: false, driver: 'you', policy: null, ...input },
    isRecording: true,
    isLive: true,
    isTapped: false,
    hasFocus: true,
    layout: new Map(),
    choices: {},
    ...others,
  });
}

describe('what the operator reads about driving', () => {
  it.each<[string, Change]>([
    ['Hold Shift to drive', {}],
    ['Tap Shift to drive', { isTapped: true }],
    ['Hold the dead-man to drive', { input: { device: 'gamepad' } }],
    ['Hold a stick to drive', { input: { device: 'touch' } }],
    ['Hold the dead-man to drive', { input: { device: 'gamepad' }, isTapped: true }],
    [
      'Hold its left button to drive',
      { input: { device: 'spacemouse', policy: behind }, isRecording: false, isTapped: true },
    ],
    ['Hold the dead-man: the policy drives', { input: { device: 'gamepad', policy }, isTapped: true }],
    ['Hold Shift or F13 to drive', { choices: WITH_PEDAL }],
    ['Tap Shift or F13: the policy drives', { input: { policy }, isTapped: true, choices: WITH_PEDAL }],
    ['Held. Click to drive', { hasFocus: false }],
    ['Watching', { input: { driver: 'other' }, robot: { status: 'moving' } }],
    ['Held', { input: { isDeadManHeld: true } }],
    ['Stopped', { robot: { isStopped: true }, input: { isDeadManHeld: true } }],
    ['Driving', { robot: { status: 'moving' } }],
    ['No robot', { robot: { status: 'unavailable', isStopped: true } }],
    ['No contact', { isLive: false, robot: { status: 'moving' } }],
    ['Hold Shift: the policy drives', { input: { policy } }],
    ['The policy drives', { input: { policy }, robot: { status: 'moving' } }],
    [
      'The policy waits',
      {
        input: { policy: { ...policy, trouble: 'it does not answer' } },
        robot: { status: 'moving' },
      },
    ],
    ['You drive', { input: { policy: behind }, robot: { status: 'moving' } }],
    ['Hold Shift to drive', { input: { policy: behind }, isRecording: false }],
    ['A script drives', { input: { device: 'script' }, hasFocus: false }],
  ])('%s', (expected, change) => expect(messageOf(change).headline).toBe(expected));

  it('names the keys as they are printed', () => {
    const layout = new Map([
      ['KeyW', 'z'],
      ['KeyA', 'q'],
      ['KeyQ', 'a'],
    ]);
    expect(messageOf({ layout }).detail).toBe('Z Q S D move · R F up, down · A E turn · G gripper');
  });

  it('names the keys that the operator chose', () => {
    const choices = { 'drive.gripper': ['F14'] };
    expect(messageOf({ choices }).detail).toBe('W A S D move · R F up, down · Q E turn · F14 gripper');
  });

  it.each<[string, Change]>([
    ['Let go of Shift or F13 to hold still.', {}],
    ['Tap Shift or F13 to hold still.', { isTapped: true }],
    ['Let go of the dead-man to hold still.', { input: { device: 'gamepad' } }],
    [
      'Let go of the dead-man to hold still, or tap Shift or F13 if that was tapped.',
      { input: { device: 'gamepad' }, isTapped: true },
    ],
    ['Let go of its dead-man to hold still.', { input: { device: 'topic' }, isTapped: true }],
  ])('says while the robot moves: %s', (expected, change) =>
    expect(messageOf({ robot: { status: 'moving' }, choices: WITH_PEDAL, ...change }).detail).toBe(expected),
  );

  it.each<[string, Change]>([
    ['Let go of Shift, then hold it again to drive.', {}],
    ['Tap Shift to drive again.', { isTapped: true }],
    ['Let go of a stick, then hold it again to drive.', { input: { device: 'touch' }, isTapped: true }],
  ])('says after a stop: %s', (expected, change) =>
    expect(messageOf({ robot: { isStopped: true }, ...change }).detail).toBe(expected),
  );

  it('gives the reason when the robot is held in spite of the hands', () => {
    const reason = 'The state is 700 ms old';
    expect(messageOf({ robot: { reason }, input: { isDeadManHeld: true } }).detail).toBe(reason);
  });
});
