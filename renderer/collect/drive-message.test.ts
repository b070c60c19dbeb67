import { describe, expect, it } from 'vitest';
import { driveMessage } from './drive-message.ts';

type Facts = Parameters<typeof driveMessage>[0];

const policy = { name: 'grasp.onnx', isLeading: true, trouble: null };

function headline(change: {
  robot?: Partial<Facts['robot']>;
  input?: Partial<Facts['input']>;
  isRecording?: boolean;
  isLive?: boolean;
  isTapped?: boolean;
  hasFocus?: boolean;
}): string {
  return driveMessage({
    robot: { status: 'held', reason: 'because', isStopped: false, ...change.robot },
    input: { device: 'keyboard', isDeadManHeld: false, driver: 'you', policy: null, ...change.input },
    isRecording: change.isRecording ?? true,
    isLive: change.isLive ?? true,
    isTapped: change.isTapped ?? false,
    hasFocus: change.hasFocus ?? true,
    layout: new Map(),
  }).headline;
}

describe('what the operator reads about driving', () => {
  it.each([
    ['Hold Shift to drive', {}],
    ['Tap Shift to drive', { isTapped: true }],
    ['Hold the dead-man to drive', { input: { device: 'gamepad' as const } }],
    ['Hold a stick to drive', { input: { device: 'touch' as const } }],
    ['Held. Click to drive', { hasFocus: false }],
    ['Watching', { input: { driver: 'other' as const }, robot: { status: 'moving' as const } }],
    ['Held', { input: { isDeadManHeld: true } }],
    ['Stopped', { robot: { isStopped: true }, input: { isDeadManHeld: true } }],
    ['Driving', { robot: { status: 'moving' as const } }],
    ['No robot', { robot: { status: 'unavailable' as const, isStopped: true } }],
    ['No contact', { isLive: false, robot: { status: 'moving' as const } }],
    ['Hold Shift: the policy drives', { input: { policy } }],
    ['The policy drives', { input: { policy }, robot: { status: 'moving' as const } }],
    [
      'The policy waits',
      {
        input: { policy: { ...policy, trouble: 'it does not answer' } },
        robot: { status: 'moving' as const },
      },
    ],
    [
      'You drive',
      { input: { policy: { ...policy, isLeading: false } }, robot: { status: 'moving' as const } },
    ],
    ['Hold Shift to drive', { input: { policy: { ...policy, isLeading: false } }, isRecording: false }],
    ['A script drives', { input: { device: 'script' as const }, hasFocus: false }],
  ])('%s', (expected, change) => expect(headline(change)).toBe(expected));

  it('names the keys as they are printed', () => {
    const { detail } = driveMessage({
      robot: { status: 'held', reason: '', isStopped: false },
      input: { device: 'keyboard', isDeadManHeld: false, driver: 'you', policy: null },
      isRecording: true,
      isLive: true,
      isTapped: false,
      hasFocus: true,
      layout: new Map([
        ['KeyW', 'z'],
        ['KeyA', 'q'],
        ['KeyQ', 'a'],
      ]),
    });
    expect(detail).toBe('Z Q S D move · R F up, down · A E turn · G gripper');
  });

  it('gives the reason when the robot is held in spite of the hands', () => {
    const { detail } = driveMessage({
      robot: { status: 'held', reason: 'The state is 700 ms old', isStopped: false },
      input: { device: 'keyboard', isDeadManHeld: true, driver: 'you', policy: null },
      isRecording: true,
      isLive: true,
      isTapped: false,
      hasFocus: true,
      layout: new Map(),
    });
    expect(detail).toBe('The state is 700 ms old');
  });
});
