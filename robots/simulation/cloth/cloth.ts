import type { ShirtMesh } from './shirt-mesh.ts';

/** Mass of the whole shirt. */
export const SHIRT_MASS_KG = 0.12;

/** The moving state of the shirt. Vectors lie as x, y, z one after the other, particle by particle. */
export interface Cloth {
  mesh: ShirtMesh;
  position: Float64Array;
  /** At the start of the substep. */
  previous: Float64Array;
  velocity: Float64Array;
  /** 1 for a free particle, less for one that is held: the solver's weights, in units of 1 / particle mass. */
  weight: Float64Array;
  /** Height of a particle that lies on the table: fabric is uneven, so a flat shirt can buckle. */
  restHeightM: Float64Array;
  particleMassKg: number;
}

const REST_HEIGHT_M = { min: 0.002, max: 0.004 };

export function createCloth(mesh: ShirtMesh): Cloth {
  const { count } = mesh;
  return {
    mesh,
    position: new Float64Array(3 * count),
    previous: new Float64Array(3 * count),
    velocity: new Float64Array(3 * count),
    weight: new Float64Array(count).fill(1),
    restHeightM: Float64Array.from({ length: count }, (_, k) => restHeight(k)),
    particleMassKg: SHIRT_MASS_KG / count,
  };
}

/** Scattered by the golden ratio: neighbours differ, yet every shirt is the same fabric. */
function restHeight(particle: number): number {
  const scatter = (particle * 0.618033988749895) % 1;
  return REST_HEIGHT_M.min + scatter * (REST_HEIGHT_M.max - REST_HEIGHT_M.min);
}
