import type { Outcome } from './phases.ts';
import type { Protocol } from './protocol.ts';

/** What stands on the step whose action ended the episode. */
export interface Ending {
  reward: number;
  /** The task is done and nothing comes after. */
  isTerminated: boolean;
  /** The episode stopped while the task could have gone on: its last state still has a value to learn. */
  isTruncated: boolean;
}

/**
 * Reward and end flags of the last step; every other step has reward 0 and neither flag. Only success is
 * terminal: from a failed grasp there is a way back, which is what visual backtracking shows, so a learner
 * must not be told that its value is zero.
 */
export function endingOf(protocol: Protocol, outcome: Outcome): Ending {
  const isSuccess = outcome === 'success';
  return {
    reward: isSuccess ? protocol.reward.success : 0,
    isTerminated: isSuccess,
    isTruncated: !isSuccess,
  };
}
