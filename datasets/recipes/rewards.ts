import type { EpisodeHead } from '../episode/manifest.ts';
import { protocolOf } from '../episode/protocol-of.ts';
import type { Recipe } from './recipe.ts';

/** The reward of each of T steps, of which the last one brought success or did not. */
export function rewardsOf(
  steps: number,
  isSuccess: boolean,
  reward: Recipe['reward'],
  head: EpisodeHead,
): Float32Array {
  const rewards = new Float32Array(steps).fill(reward.kind === 'minus-one-per-step' ? -1 : 0);
  if (isSuccess) rewards[steps - 1] = successReward(reward, head);
  return rewards;
}

function successReward(reward: Recipe['reward'], head: EpisodeHead): number {
  if (reward.kind === 'minus-one-per-step') return 0;
  if (reward.kind === 'sparse') return reward.success;
  return protocolOf(head).reward.success;
}

/** The discount of each step by how long it lasts. */
export function discountsOf(
  instantsNs: ArrayLike<number>,
  { gamma, everyMs }: Recipe['discount'],
): Float32Array {
  return Float32Array.from({ length: instantsNs.length - 1 }, (_, step) => {
    const durationMs = (instantsNs[step + 1]! - instantsNs[step]!) / 1e6;
    return gamma ** (durationMs / everyMs);
  });
}
