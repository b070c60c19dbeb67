export const ARRANGEMENTS = ['flat', 'folded', 'crumpled'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** What scenes are drawn from: how hard the task is. */
export interface SceneRange {
  arrangements: readonly Arrangement[];
  /** The shirt is turned by up to so much either way before it is folded or dropped. */
  turnRad: number;
  /** Its middle lies up to so far from the table's, unless its collar would be out of reach. */
  shiftM: { x: number; y: number };
  /** The seed of one look for all scenes; null draws one for each. */
  lookSeed: number | null;
}

/** All that a robot at work would meet. */
export const EVERY_SCENE: SceneRange = {
  arrangements: ARRANGEMENTS,
  turnRad: Math.PI,
  shiftM: { x: 0.1, y: 0.07 },
  lookSeed: null,
};
