import type { Decision, HistoryEntry } from '../../core/contract/decision.ts';
import type { Label } from './label.ts';

/** Every decision ever made about an episode, oldest first, and whether it still stands. */
export function historyOf(labels: readonly Label[]): HistoryEntry[] {
  const undone = new Set<string>();
  return labels
    .toReversed()
    .map((label) => {
      const isStanding = label.id === undefined || !undone.has(label.id);
      if (isStanding && label.kind === 'undo') undone.add(label.undoes);
      const { format, id, at, by, ...decision } = label;
      return { id: id ?? null, at, by, decision: decision satisfies Decision, isStanding };
    })
    .reverse();
}
