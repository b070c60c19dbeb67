import type { Cloth } from './cloth.ts';
import { createLinks, type Links, solveLinks } from './links.ts';
import { SelfCollision } from './self-collision.ts';

const GRAVITY_MPS2 = 9.81;
/** Air drag and inner friction of the fabric, as the share of speed lost in a second. */
const DAMPING_PER_S = 2.5;
const TABLE_FRICTION = 0.45;
/** No particle moves further than this in a substep: it could pass through a layer. */
const MAX_SPEED_MPS = 4;
const SHEAR_SOFTNESS = 1.5;
const BEND_SOFTNESS = 400;

/** What else moves the particles of a substep, after the fabric itself and before the table. */
export type Contact = () => void;

/**
 * Extended position based dynamics (XPBD, Macklin et al. 2016) in small substeps of one sweep each
 * (Macklin et al. 2019): stretch, shear, bending, self-collision, table.
 */
export class ClothSolver {
  readonly cloth: Cloth;
  readonly #stretch: Links;
  readonly #shear: Links;
  readonly #bend: Links;
  readonly #selfCollision: SelfCollision;

  constructor(cloth: Cloth) {
    const { mesh } = cloth;
    this.cloth = cloth;
    this.#stretch = createLinks(mesh, mesh.stretchLinks, 0);
    this.#shear = createLinks(mesh, mesh.shearLinks, SHEAR_SOFTNESS);
    this.#bend = createLinks(mesh, mesh.bendLinks, BEND_SOFTNESS);
    this.#selfCollision = new SelfCollision(cloth);
  }

  /** To be called about every 10 ms: what may touch what. */
  findPairs(): void {
    this.#selfCollision.findPairs();
  }

  /** Particles that are held (weight below 1) are placed by `contact` and by the caller beforehand. */
  substep(seconds: number, contact?: Contact): void {
    this.#predict(seconds);
    solveLinks(this.cloth, this.#stretch);
    solveLinks(this.cloth, this.#shear);
    solveLinks(this.cloth, this.#bend);
    this.#selfCollision.solve();
    contact?.();
    this.#solveTable();
    this.#updateVelocity(seconds);
  }

  maxSpeedMps(): number {
    const { velocity, mesh } = this.cloth;
    let max = 0;
    for (let k = 0; k < 3 * mesh.count; k += 3) {
      const x = velocity[k]!;
      const y = velocity[k + 1]!;
      const z = velocity[k + 2]!;
      max = Math.max(max, x * x + y * y + z * z);
    }
    return Math.sqrt(max);
  }

  #predict(seconds: number): void {
    const { position, previous, velocity, weight, mesh } = this.cloth;
    const fall = GRAVITY_MPS2 * seconds;
    for (let k = 0, i = 0; k < mesh.count; k++, i += 3) {
      if (weight[k] !== 1) continue;
      const x = position[i]!;
      const y = position[i + 1]!;
      const z = position[i + 2]!;
      previous[i] = x;
      previous[i + 1] = y;
      previous[i + 2] = z;
      position[i] = x + velocity[i]! * seconds;
      position[i + 1] = y + velocity[i + 1]! * seconds;
      position[i + 2] = z + (velocity[i + 2]! - fall) * seconds;
    }
  }

  #solveTable(): void {
    const { position, previous, restHeightM, mesh } = this.cloth;
    for (let k = 0, i = 0; k < mesh.count; k++, i += 3) {
      const depth = restHeightM[k]! - position[i + 2]!;
      if (depth <= 0) continue;
      position[i + 2] = restHeightM[k]!;
      const slideX = position[i]! - previous[i]!;
      const slideY = position[i + 1]! - previous[i + 1]!;
      const slide = Math.sqrt(slideX * slideX + slideY * slideY);
      const rub = slide <= TABLE_FRICTION * depth ? 1 : (TABLE_FRICTION * depth) / slide;
      position[i]! -= rub * slideX;
      position[i + 1]! -= rub * slideY;
    }
  }

  #updateVelocity(seconds: number): void {
    const { position, previous, velocity } = this.cloth;
    const scale = (1 - DAMPING_PER_S * seconds) / seconds;
    for (let i = 0; i < position.length; i += 3) {
      const x = (position[i]! - previous[i]!) * scale;
      const y = (position[i + 1]! - previous[i + 1]!) * scale;
      const z = (position[i + 2]! - previous[i + 2]!) * scale;
      const speed = Math.sqrt(x * x + y * y + z * z);
      const limit = speed > MAX_SPEED_MPS ? MAX_SPEED_MPS / speed : 1;
      velocity[i] = x * limit;
      velocity[i + 1] = y * limit;
      velocity[i + 2] = z * limit;
    }
  }
}
