import type { InputAxis } from '../profile.ts';

/** What the operator wants, free of device and robot. */
export interface Intent {
  /** −1 … 1 of the robot's greatest speed, in the operator's view; a missing axis is 0. */
  axes: Partial<Record<Exclude<InputAxis, 'gripper'>, number>>;
  isGripperClosed: boolean;
  /** Nothing moves unless the operator holds it. */
  isDeadManHeld: boolean;
}

export const IDLE_INTENT: Intent = { axes: {}, isGripperClosed: false, isDeadManHeld: false };
