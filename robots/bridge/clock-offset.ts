import { NS_PER_S } from '../../core/time.ts';

/** How the robot's clock relates to the station's: `station = robot + offsetNs`. */
export interface OffsetEstimate {
  offsetNs: bigint;
  /** The true offset is within this of the estimate, as far as the method can tell. */
  errorNs: bigint;
  method: 'request' | 'minimum-delay' | 'shared';
}

/** Rounds of probes that count; older ones know a drifting clock's past. */
const KEPT_PROBES = 27;
/** Delays are kept by stretches of this long, of which the newest few count: clocks drift, and a stamp may be absurd. */
const STRETCH_NS = 10n * NS_PER_S;
const KEPT_STRETCHES = 6;

interface Stretch {
  sinceNs: bigint;
  leastNs: bigint;
  greatestNs: bigint;
}

/**
 * Estimates the offset between two clocks. From request and response (Cristian's algorithm): the robot's
 * answer lies between sending and receiving, so the shortest round trip bounds the offset best. Where the
 * bridge has no time service: from the least delay of the last minute, which takes that delay for none.
 */
export class ClockOffset {
  readonly #probes: { offsetNs: bigint; errorNs: bigint }[] = [];
  #stretches: Stretch[] = [];

  /** A question sent and answered at these station instants, in which the robot said `robotNs`. */
  addProbe(sentNs: bigint, receivedNs: bigint, robotNs: bigint): void {
    const errorNs = (receivedNs - sentNs) / 2n;
    this.#probes.push({ offsetNs: sentNs + errorNs - robotNs, errorNs });
    if (this.#probes.length > KEPT_PROBES) this.#probes.shift();
  }

  /** A message that the robot stamped, and its arrival. */
  addMessage(stampNs: bigint, receivedNs: bigint): void {
    const delayNs = receivedNs - stampNs;
    const newest = this.#stretches.at(-1);
    if (newest === undefined || receivedNs >= newest.sinceNs + STRETCH_NS) {
      this.#stretches.push({ sinceNs: receivedNs, leastNs: delayNs, greatestNs: delayNs });
      if (this.#stretches.length > KEPT_STRETCHES) this.#stretches.shift();
      return;
    }
    if (delayNs < newest.leastNs) newest.leastNs = delayNs;
    if (delayNs > newest.greatestNs) newest.greatestNs = delayNs;
  }

  /** Null before the first probe or message. */
  estimate(): OffsetEstimate | null {
    const best = this.#probes.reduce<{ offsetNs: bigint; errorNs: bigint } | null>(
      (least, probe) => (least === null || probe.errorNs < least.errorNs ? probe : least),
      null,
    );
    if (best !== null) return { ...best, method: 'request' };
    const leastNs = this.#stretches.map((stretch) => stretch.leastNs).sort(ascending)[0];
    const greatestNs = this.#stretches
      .map((stretch) => stretch.greatestNs)
      .sort(ascending)
      .at(-1);
    if (leastNs === undefined || greatestNs === undefined) return null;
    return { offsetNs: leastNs, errorNs: greatestNs - leastNs, method: 'minimum-delay' };
  }
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : 1;
}
