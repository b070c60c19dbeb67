import type { CheckOutcome } from './check.ts';
import type { Traits } from './traits.ts';

/**
 * Holds an episode against its peers: those of the same protocol and task that were recorded nearest to it,
 * oldest first, with the first one of its session.
 */
export interface PeerCheck {
  name: string;
  version: number;
  run(episode: Traits, peers: readonly Traits[]): CheckOutcome;
}
