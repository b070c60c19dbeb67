import { createHash } from 'node:crypto';
import type { Recipe } from './recipe.ts';
import type { Split } from './trajectory.ts';

/** The side of a session: by a hash of its id, so that sessions added later never move the others. */
export function splitOf(sessionId: string, split: Recipe['split']): Split {
  if (split === null) return 'train';
  const digest = createHash('sha256').update(`${split.seed}/${sessionId}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < split.validation ? 'validation' : 'train';
}
