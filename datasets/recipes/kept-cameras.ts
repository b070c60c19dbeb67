import { AppError } from '../../core/errors.ts';
import type { EpisodeHead } from '../episode/manifest.ts';
import type { Recipe } from './recipe.ts';

/**
 * The cameras of an episode that a recipe keeps.
 *
 * @throws AppError `invalid-input` for one that names a camera or stream which the episode does not have, or a part of
 * a picture that is not in it
 */
export function keptCameras(
  head: EpisodeHead,
  { cameras, latencyMs, images }: Recipe,
): EpisodeHead['cameras'] {
  const names = head.cameras.map(({ name }) => name);
  assertKnown('cameras', cameras ?? [], names);
  assertKnown('latencyMs', Object.keys(latencyMs), [...names, 'state', 'action']);
  const kept = head.cameras.filter(({ name }) => cameras === null || cameras.includes(name));
  if (images?.crop) for (const camera of kept) assertInside(images.crop, camera);
  return kept;
}

function assertKnown(field: string, named: readonly string[], known: readonly string[]): void {
  const unknown = named.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const there = known.length === 0 ? 'it has no cameras' : `it has ${known.join(', ')}`;
  throw new AppError('invalid-input', `${field}: the episode has no "${unknown}": ${there}`);
}

function assertInside(
  crop: NonNullable<NonNullable<Recipe['images']>['crop']>,
  { name, widthPx, heightPx }: EpisodeHead['cameras'][number],
): void {
  if (crop.leftPx + crop.widthPx <= widthPx && crop.topPx + crop.heightPx <= heightPx) return;
  const wanted = `${crop.widthPx}×${crop.heightPx} at ${crop.leftPx}, ${crop.topPx}`;
  const message = `images.crop: ${wanted} is not inside ${widthPx}×${heightPx} pixels of camera "${name}"`;
  throw new AppError('invalid-input', message);
}
