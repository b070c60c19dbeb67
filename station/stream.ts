import { staleAfterMs } from '../core/freshness.ts';
import { NS_PER_S, toMs } from '../core/time.ts';
import { LatencyMeter } from './latency-meter.ts';

/** One message of a stream; instants on the station's clock. */
export interface StreamSample<V> {
  /** When its source made it. */
  stampNs: bigint;
  /** When it arrived here. */
  receivedNs: bigint;
  value: V;
}

/** Rates are measured over this. */
const RATE_WINDOW_NS = 2n * NS_PER_S;

/** What arrives on one topic: the newest sample, and all since the last step. */
export class Stream<V> {
  readonly name: string;
  readonly kind: 'camera' | 'state';
  readonly expectedHz: number;
  /** From stamp to arrival. */
  readonly latency = new LatencyMeter();
  #latest: StreamSample<V> | null = null;
  #sinceStep: StreamSample<V>[] = [];
  #arrivalsNs: bigint[] = [];
  #count = 0;

  constructor(name: string, kind: 'camera' | 'state', expectedHz: number) {
    this.name = name;
    this.kind = kind;
    this.expectedHz = expectedHz;
  }

  get latest(): StreamSample<V> | null {
    return this.#latest;
  }

  /** Messages since the start. */
  get count(): number {
    return this.#count;
  }

  push(sample: StreamSample<V>): void {
    this.#latest = sample;
    this.#count += 1;
    this.latency.add(toMs(sample.receivedNs - sample.stampNs));
    this.#sinceStep.push(sample);
    this.#arrivalsNs.push(sample.receivedNs);
    this.#forgetArrivals(sample.receivedNs);
  }

  /** The samples that arrived since this was last asked, oldest first. */
  takeSinceStep(): StreamSample<V>[] {
    const samples = this.#sinceStep;
    this.#sinceStep = [];
    return samples;
  }

  /** Between episodes nobody takes the samples, so they must not pile up. */
  forget(): void {
    this.#sinceStep = [];
  }

  /**
   * Since the source made the newest sample, and at least since it arrived: a source whose clock has jumped
   * ahead must not look fresh. Null before the first.
   */
  ageMs(nowNs: bigint): number | null {
    if (this.#latest === null) return null;
    const { stampNs, receivedNs } = this.#latest;
    return Math.max(toMs(nowNs - stampNs), toMs(nowNs - receivedNs));
  }

  rateHz(nowNs: bigint): number {
    this.#forgetArrivals(nowNs);
    return (this.#arrivalsNs.length * Number(NS_PER_S)) / Number(RATE_WINDOW_NS);
  }

  isFresh(nowNs: bigint): boolean {
    const ageMs = this.ageMs(nowNs);
    return ageMs !== null && ageMs <= this.#freshMs;
  }

  /** Messages come at their rate, however old they are. */
  isArriving(nowNs: bigint): boolean {
    return this.#latest !== null && toMs(nowNs - this.#latest.receivedNs) <= this.#freshMs;
  }

  get #freshMs(): number {
    return staleAfterMs(1000 / this.expectedHz);
  }

  #forgetArrivals(nowNs: bigint): void {
    const from = nowNs - RATE_WINDOW_NS;
    let old = 0;
    while (old < this.#arrivalsNs.length && this.#arrivalsNs[old]! < from) old += 1;
    if (old > 0) this.#arrivalsNs.splice(0, old);
  }
}
