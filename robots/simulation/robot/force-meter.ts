/** A real force sensor is no faster than this either. */
const FILTER_S = 0.06;

export interface Force {
  x: number;
  y: number;
  z: number;
}

/**
 * The force of the fabric on the gripper, in newtons in the table's frame. Position based dynamics has no
 * forces; what a body is moved by within a substep stands for one: m Δx / h².
 */
export class ForceMeter {
  readonly forceN: Force = { x: 0, y: 0, z: 0 };
  readonly #sum: Force = { x: 0, y: 0, z: 0 };

  /** @param massPerTime2 mass of what was moved by x, y, z, over the substep's time squared */
  add(x: number, y: number, z: number, massPerTime2: number): void {
    this.#sum.x += x * massPerTime2;
    this.#sum.y += y * massPerTime2;
    this.#sum.z += z * massPerTime2;
  }

  /** Once a step of so many substeps. */
  filter(stepS: number, substeps: number): void {
    const share = stepS / FILTER_S;
    this.forceN.x += share * (this.#sum.x / substeps - this.forceN.x);
    this.forceN.y += share * (this.#sum.y / substeps - this.forceN.y);
    this.forceN.z += share * (this.#sum.z / substeps - this.forceN.z);
    this.#clear(this.#sum);
  }

  reset(): void {
    this.#clear(this.#sum);
    this.#clear(this.forceN);
  }

  get magnitudeN(): number {
    const { x, y, z } = this.forceN;
    return Math.sqrt(x * x + y * y + z * z);
  }

  #clear(force: Force): void {
    force.x = 0;
    force.y = 0;
    force.z = 0;
  }
}
