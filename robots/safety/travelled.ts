/** No state that is older than this ever moves a robot: the watchdog holds it long before. */
const KEPT_S = 2;

/** How far the commands of the last moments have moved something, for a state that does not show it yet. */
export class Travelled {
  readonly #legs: { distance: number; durationS: number }[] = [];

  add(velocity: number, durationS: number): void {
    this.#legs.unshift({ distance: velocity * durationS, durationS });
    let keptS = 0;
    const old = this.#legs.findIndex((leg) => {
      keptS += leg.durationS;
      return keptS > KEPT_S;
    });
    if (old >= 0) this.#legs.length = old + 1;
  }

  /**
   * The farthest that it may be from a place seen at some moment of the last `ageS`, to either side. Each is at
   * least 0.
   */
  within(ageS: number): { below: number; above: number } {
    let position = 0;
    let [below, above] = [0, 0];
    let leftS = ageS;
    for (const { distance, durationS } of this.#legs) {
      if (leftS <= 0) break;
      position += distance * Math.min(1, leftS / durationS);
      leftS -= durationS;
      below = Math.max(below, -position);
      above = Math.max(above, position);
    }
    return { below, above };
  }
}
