import type { SealedManifest, StepSegment } from '../episode/manifest.ts';
import type { FrozenEpisode } from '../version.ts';
import type { Recipe } from './recipe.ts';

/** Why a recipe leaves an episode out, in words; null for one that it takes. `segments` are the judged ones. */
export function whyLeftOut(
  { filter }: Recipe,
  { head, outcome: recorded }: SealedManifest,
  { verdict, outcome: decided }: Pick<FrozenEpisode, 'verdict' | 'outcome'>,
  segments: readonly Pick<StepSegment, 'phase'>[],
): string | null {
  const outcome = decided ?? recorded;
  if (verdict === 'reject') return 'it was rejected';
  if (filter.verdict === 'accepted' && verdict !== 'accept') return 'nobody accepted it';
  if (filter.outcomes !== null && !filter.outcomes.includes(outcome)) return `its outcome is ${outcome}`;
  if (filter.protocols !== null && !filter.protocols.includes(head.protocol.name)) {
    return `it follows ${head.protocol.name}`;
  }
  const missing = filter.phases?.find((name) => !segments.some(({ phase }) => phase === name));
  return missing === undefined ? null : `it has no phase ${missing}`;
}
