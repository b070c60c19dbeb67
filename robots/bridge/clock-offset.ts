/** How the robot's clock relates to the station's: `station = robot + offsetNs`. */
export interface OffsetEstimate {
  offsetNs: bigint;
  /** The true offset is within this of the estimate, as far as the method can tell. */
  errorNs: bigint;
  method: 'request' | 'minimum-delay' | 'shared';
}

/** Rounds of probes that count; older ones know a drifting clock's past. */
const KEPT_PROBES = 27;

/**
 * Estimates the offset between two clocks. From request and response (Cristian's algorithm): the robot's
 * answer lies between sending and receiving, so the shortest round trip bounds the offset best. Where the
 * bridge has no time service: from the least delay seen, which takes that delay for none.
 */
export class ClockOffset {
  readonly #probes: { offsetNs: bigint; errorNs: bigint }[] = [];
  #leastDelayNs: bigint | null = null;
  #greatestDelayNs: bigint | null = null;

  /** A question sent and answered at these station instants, in which the robot said `robotNs`. */
  addProbe(sentNs: bigint, receivedNs: bigint, robotNs: bigint): void {
    const errorNs = (receivedNs - sentNs) / 2n;
    this.#probes.push({ offsetNs: sentNs + errorNs - robotNs, errorNs });
    if (this.#probes.length > KEPT_PROBES) this.#probes.shift();
  }

  /** A message that the robot stamped, and its arrival. */
  addMessage(stampNs: bigint, receivedNs: bigint): void {
    const delayNs = receivedNs - stampNs;
    if (this.#leastDelayNs === null || delayNs < this.#leastDelayNs) this.#leastDelayNs = delayNs;
    if (this.#greatestDelayNs === null || delayNs > this.#greatestDelayNs) this.#greatestDelayNs = delayNs;
  }

  /** Null before the first probe or message. */
  estimate(): OffsetEstimate | null {
    const best = this.#probes.reduce<{ offsetNs: bigint; errorNs: bigint } | null>(
      (least, probe) => (least === null || probe.errorNs < least.errorNs ? probe : least),
      null,
    );
    if (best !== null) return { ...best, method: 'request' };
    if (this.#leastDelayNs === null || this.#greatestDelayNs === null) return null;
    return {
      offsetNs: this.#leastDelayNs,
      errorNs: this.#greatestDelayNs - this.#leastDelayNs,
      method: 'minimum-delay',
    };
  }
}
