import type { BridgeStatus } from '../bridge/bridge.ts';

export interface WatchdogInput {
  bridge: BridgeStatus;
  /** Whether the bridge answers in time. */
  isBridgeResponsive: boolean;
  /** Why this robot must not be driven at all; null when nothing speaks against it. */
  refusal: string | null;
  /** Something held the robot while the dead-man was held; only a deliberate new press goes on. */
  needsNewPress: boolean;
  isDeadManHeld: boolean;
  /** Why the operator cannot hold the dead-man now, in words; null when nothing is known to be in the way. */
  awayBecause: string | null;
  /** Since the screen last sent the operator's input; null when it never did. */
  inputAgeMs: number | null;
  /** The oldest of the streams that the state is made of; null when one has never come. */
  stateAgeMs: number | null;
}

/** `reason` is what the operator reads; null when the robot may move. */
export type HoldReason = string | null;

/**
 * Whether the robot must be held, and why. The first reason wins: it is the one to mend first.
 * Each limit is in ms.
 */
export function holdReason(input: WatchdogInput, limits: { inputMs: number; stateMs: number }): HoldReason {
  const { bridge, inputAgeMs, stateAgeMs } = input;
  const released = input.awayBecause ?? 'Hold the dead-man to drive';
  if (bridge.status !== 'up') {
    return bridge.status === 'down' ? `Bridge is down: ${bridge.reason}` : 'Bridge is connecting';
  }
  if (!input.isBridgeResponsive) return 'The bridge answers late';
  if (stateAgeMs === null) return 'No robot state has arrived yet';
  if (input.refusal !== null) return input.refusal;
  if (stateAgeMs > limits.stateMs) return `Robot state is ${Math.round(stateAgeMs)} ms old`;
  if (inputAgeMs === null) return released;
  if (inputAgeMs > limits.inputMs && input.isDeadManHeld) {
    return `Operator input is ${Math.round(inputAgeMs)} ms old`;
  }
  if (!input.isDeadManHeld) return released;
  if (input.needsNewPress) return 'Stopped. Let go of the dead-man, then press it again';
  return null;
}
