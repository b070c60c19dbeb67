import type { Snapshot } from '../../core/contract/snapshot.ts';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { type KeyLayout, keyLabel } from '../input/key-label.ts';

interface DriveFacts {
  robot: Pick<Snapshot['robot'], 'status' | 'reason' | 'isStopped'>;
  input: Pick<Snapshot['input'], 'device' | 'isDeadManHeld' | 'driver' | 'policy'>;
  /** An episode is open: only then a policy leads. */
  isRecording: boolean;
  /** Whether the station answers: without it nothing is known. */
  isLive: boolean;
  /** The operator taps the dead-man key instead of holding it. */
  isTapped: boolean;
  /** Without the focus this window hears no key. */
  hasFocus: boolean;
  layout: KeyLayout;
}

interface DriveMessage {
  headline: string;
  detail: string;
}

type Device = Snapshot['input']['device'];

/** What is held to drive with each device, and how to go on from there. */
const DEAD_MAN: Partial<Record<Device, { name: string; hint: string }>> = {
  gamepad: {
    name: 'the dead-man',
    hint: 'Usually LB or RB · left stick moves · right stick up, turn · X gripper',
  },
  spacemouse: { name: 'its left button', hint: 'Push, lift and turn the cap · right button gripper' },
  touch: { name: 'a stick', hint: 'Left stick moves · right stick up, turn' },
  topic: { name: 'its dead-man', hint: 'The device on the robot’s network drives' },
};

const TAKE_OVER = 'move a stick, or press a key that drives, to take over';

/** Whether the robot follows the hands, and what to do if it does not. */
export function driveMessage(facts: DriveFacts): DriveMessage {
  const { robot, input, isRecording, isLive, isTapped, hasFocus, layout } = facts;
  if (!isLive) return { headline: 'No contact', detail: 'Nothing can be driven from here.' };
  if (robot.status === 'unavailable') return { headline: 'No robot', detail: robot.reason };
  if (input.driver === 'other') {
    return { headline: 'Watching', detail: 'Another screen drives. Taking over lets go of the robot first.' };
  }
  if (robot.status === 'moving' && input.policy?.isLeading) {
    const { name, trouble } = input.policy;
    return trouble === null
      ? { headline: 'The policy drives', detail: `${name} · ${TAKE_OVER}` }
      : { headline: 'The policy waits', detail: `${name}: ${trouble} · ${TAKE_OVER}` };
  }
  if (robot.status === 'moving') {
    return {
      headline: input.policy === null ? 'Driving' : 'You drive',
      detail: robot.reason === '' ? howToLetGo(input.device, isTapped) : robot.reason,
    };
  }
  if (robot.isStopped) return { headline: 'Stopped', detail: howToGoOn(input.device, isTapped) };
  if (input.isDeadManHeld) return { headline: 'Held', detail: robot.reason };
  if (input.device === 'script') return { headline: 'A script drives', detail: robot.reason };
  if (!hasFocus) {
    return { headline: 'Held. Click to drive', detail: 'This window does not hear keys or sticks now.' };
  }
  const deadMan = DEAD_MAN[input.device];
  if (input.policy?.isLeading) {
    const name = deadMan?.name ?? 'Shift';
    return {
      headline: `${isTapped ? 'Tap' : 'Hold'} ${name}: the policy drives`,
      detail: `${input.policy.name} · ${TAKE_OVER}`,
    };
  }
  if (input.policy !== null && !isRecording) {
    return {
      headline: `${isTapped ? 'Tap' : 'Hold'} ${deadMan?.name ?? 'Shift'} to drive`,
      detail: `In the episode ${input.policy.name} drives first.`,
    };
  }
  if (deadMan !== undefined) return { headline: `Hold ${deadMan.name} to drive`, detail: deadMan.hint };
  return { headline: `${isTapped ? 'Tap' : 'Hold'} Shift to drive`, detail: keyboardHint(layout) };
}

function keyboardHint(layout: KeyLayout): string {
  const { away, left, towards, right, up, down, turnLeft, turnRight, gripper } = COMMANDS.drive;
  const keys = (...commands: Command[]): string =>
    commands.map(({ keys: [code] }) => keyLabel(code!, layout)).join(' ');
  const parts = [
    `${keys(away, left, towards, right)} move`,
    `${keys(up, down)} up, down`,
    `${keys(turnLeft, turnRight)} turn`,
    `${keys(gripper)} gripper`,
  ];
  return parts.join(' · ');
}

function howToGoOn(device: Device, isTapped: boolean): string {
  const deadMan = DEAD_MAN[device];
  if (deadMan !== undefined) return `Let go of ${deadMan.name}, then hold it again to drive.`;
  return isTapped ? 'Tap Shift to drive again.' : 'Let go of Shift, then hold it again to drive.';
}

function howToLetGo(device: Device, isTapped: boolean): string {
  if (device === 'script') return 'A script drives. Space stops it.';
  const deadMan = DEAD_MAN[device];
  if (deadMan !== undefined) return `Let go of ${deadMan.name} to hold still.`;
  return isTapped ? 'Tap Shift to hold still.' : 'Let go of Shift to hold still.';
}
