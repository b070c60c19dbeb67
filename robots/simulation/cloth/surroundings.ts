import type { Cloth } from './cloth.ts';

const COVER_RADIUS_M = 0.018;
const PINCH_RADIUS_M = 0.03;

/** The fabric around a place, seen from above. */
export interface Surroundings {
  /** How high fabric lies above the place itself; 0 where it is on top. */
  coverM: number;
  /** Height of the highest fabric within a pinch; 0 where there is only table. */
  topM: number;
  /** Particles within a pinch: how much a grasp would gather. */
  supportCount: number;
}

export function surroundingsOf({ position }: Cloth, x: number, y: number, z: number): Surroundings {
  let coverM = 0;
  let topM = 0;
  let supportCount = 0;
  for (let i = 0; i < position.length; i += 3) {
    const dx = position[i]! - x;
    const dy = position[i + 1]! - y;
    const squared = dx * dx + dy * dy;
    if (squared > PINCH_RADIUS_M * PINCH_RADIUS_M) continue;
    const height = position[i + 2]!;
    supportCount++;
    if (height > topM) topM = height;
    if (squared < COVER_RADIUS_M * COVER_RADIUS_M && height - z > coverM) coverM = height - z;
  }
  return { coverM, topM, supportCount };
}

export function surroundingsOfParticle(cloth: Cloth, particle: number): Surroundings {
  const { position } = cloth;
  return surroundingsOf(
    cloth,
    position[3 * particle]!,
    position[3 * particle + 1]!,
    position[3 * particle + 2]!,
  );
}
