import type { Snapshot } from '../../core/contract/snapshot.ts';
import type { ActionOf } from '../commands/commands.ts';
import { type KeyChoices, keysOf } from '../commands/key-bindings.ts';
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
  /** The operator's own keys. */
  choices: KeyChoices;
}

interface DriveMessage {
  headline: string;
  detail: string;
}

/** What is held to drive with each device, and how to go on from there. */
const DEAD_MAN: Partial<Record<Snapshot['input']['device'], { name: string; hint: string }>> = {
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
  const { robot, input, isRecording, isLive, hasFocus } = facts;
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
      detail: robot.reason === '' ? howToLetGo(facts) : robot.reason,
    };
  }
  if (robot.isStopped) return { headline: 'Stopped', detail: howToGoOn(facts) };
  if (input.isDeadManHeld) return { headline: 'Held', detail: robot.reason };
  if (input.device === 'script') return { headline: 'A script drives', detail: robot.reason };
  if (!hasFocus) {
    return { headline: 'Held. Click to drive', detail: 'This window does not hear keys or sticks now.' };
  }
  if (input.policy?.isLeading) {
    return {
      headline: `${whatToHold(facts)}: the policy drives`,
      detail: `${input.policy.name} · ${TAKE_OVER}`,
    };
  }
  const headline = `${whatToHold(facts)} to drive`;
  if (input.policy !== null && !isRecording) {
    return { headline, detail: `In the episode ${input.policy.name} drives first.` };
  }
  return { headline, detail: DEAD_MAN[input.device]?.hint ?? keyboardHint(facts) };
}

/** Only keys and pedals can be tapped: a device's own dead-man is always held. */
function whatToHold(facts: DriveFacts): string {
  const deadMan = DEAD_MAN[facts.input.device];
  if (deadMan !== undefined) return `Hold ${deadMan.name}`;
  return `${facts.isTapped ? 'Tap' : 'Hold'} ${deadManKeys(facts)}`;
}

function howToGoOn(facts: DriveFacts): string {
  const deadMan = DEAD_MAN[facts.input.device];
  if (deadMan === undefined && facts.isTapped) return `Tap ${deadManKeys(facts)} to drive again.`;
  return `Let go of ${deadMan?.name ?? deadManKeys(facts)}, then hold it again to drive.`;
}

function howToLetGo(facts: DriveFacts): string {
  const { input, isTapped } = facts;
  if (input.device === 'script') return 'A script drives. Space stops it.';
  const deadMan = DEAD_MAN[input.device];
  if (!isTapped || input.device === 'topic') {
    return `Let go of ${deadMan?.name ?? deadManKeys(facts)} to hold still.`;
  }
  if (deadMan === undefined) return `Tap ${deadManKeys(facts)} to hold still.`;
  return `Let go of ${deadMan.name} to hold still, or tap ${deadManKeys(facts)} if that was tapped.`;
}

/** `Shift or F13`. */
function deadManKeys({ choices, layout }: DriveFacts): string {
  const names = keysOf('drive.deadMan', choices).map((code) => keyLabel(code, layout));
  return [...new Set(names)].join(' or ');
}

function keyboardHint({ choices, layout }: DriveFacts): string {
  const keys = (...actions: ActionOf<'drive'>[]): string =>
    actions.map((action) => keyLabel(keysOf(`drive.${action}`, choices)[0]!, layout)).join(' ');
  const parts = [
    `${keys('away', 'left', 'towards', 'right')} move`,
    `${keys('up', 'down')} up, down`,
    `${keys('turnLeft', 'turnRight')} turn`,
    `${keys('gripper')} gripper`,
  ];
  return parts.join(' · ');
}
