import { toJson } from '../storage/json.ts';
import type { JournalEntry } from './journal.ts';
import type { EpisodePlan } from './plan.ts';
import { placesOf, resultOf } from './write-episodes.ts';

/**
 * The plans of an export that goes on. What was not written stays so, as those behind it have moved up already:
 * a picture that cannot be decoded is found only in the writing, and planning does not know of it.
 */
export function withKnownFaults(
  plans: readonly EpisodePlan[],
  entries: readonly JournalEntry[],
): EpisodePlan[] {
  return plans.map((plan, at) => {
    const result = entries[at]?.result;
    return result === undefined || result.status === 'written' ? plan : result;
  });
}

/** Whether what is written would be written again, at the same places; not when an episode of it was discarded since. */
export function isStillPlanned(entries: readonly JournalEntry[], plans: readonly EpisodePlan[]): boolean {
  const known = withKnownFaults(plans, entries);
  const places = placesOf(known);
  return entries.every(({ result }, at) => toJson(result) === toJson(resultOf(known[at]!, places[at]!)));
}
