import type { InputState } from '../../core/contract/input.ts';
import { IDLE_INTENT, type Intent } from './intent.ts';

const DEAD_MAN_CODES = ['ShiftLeft', 'ShiftRight'];
const GRIPPER_CODE = 'KeyG';
/** Each pair: toward +1, toward −1. */
const KEY_AXES = {
  right: ['KeyD', 'KeyA'],
  away: ['KeyW', 'KeyS'],
  up: ['KeyR', 'KeyF'],
  yaw: ['KeyQ', 'KeyE'],
} as const;

/**
 * Turns the state of the operator's device into an intent. It remembers one thing: the gripper stays as it
 * was until its button is pressed again.
 */
export class DeviceIntent {
  #isGripperClosed = false;
  #wasGripperPressed = false;

  get isGripperClosed(): boolean {
    return this.#isGripperClosed;
  }

  /** The gripper as the robot has it, when the device has not moved it yet. */
  setGripper(isClosed: boolean): void {
    this.#isGripperClosed = isClosed;
  }

  /** @param mayMove false while the robot is held for a reason that asks for a new press of the dead-man */
  update(state: InputState, mayMove = true): Intent {
    if (state.device === 'none') {
      this.#wasGripperPressed = false;
      return { ...IDLE_INTENT, isGripperClosed: this.#isGripperClosed };
    }
    const device = state.device === 'keyboard' ? readKeyboard(state) : state.drive;
    // Moving the fingers is motion too, so it needs the dead-man.
    if (device.isGripperPressed && !this.#wasGripperPressed && device.isDeadManHeld && mayMove) {
      this.#isGripperClosed = !this.#isGripperClosed;
    }
    this.#wasGripperPressed = device.isGripperPressed;
    return {
      axes: device.axes,
      isGripperClosed: this.#isGripperClosed,
      isDeadManHeld: device.isDeadManHeld,
    };
  }
}

interface DeviceReading {
  axes: Intent['axes'];
  isGripperPressed: boolean;
  isDeadManHeld: boolean;
}

function readKeyboard(state: Extract<InputState, { device: 'keyboard' }>): DeviceReading {
  const pressed = new Set(state.pressedCodes);
  const axis = ([plus, minus]: readonly [string, string]): number =>
    Number(pressed.has(plus)) - Number(pressed.has(minus));
  return {
    axes: {
      right: axis(KEY_AXES.right),
      away: axis(KEY_AXES.away),
      up: axis(KEY_AXES.up),
      yaw: axis(KEY_AXES.yaw),
    },
    isGripperPressed: pressed.has(GRIPPER_CODE),
    isDeadManHeld: state.isDeadManLatched || DEAD_MAN_CODES.some((code) => pressed.has(code)),
  };
}
