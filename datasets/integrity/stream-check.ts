import { staleAfterMs } from '../../core/freshness.ts';
import type { EpisodeHead, Finding, StreamTiming } from '../episode/manifest.ts';
import type { Stamp, StepRow } from '../episode/row.ts';
import { type Check, Sightings, secondsOf } from './check.ts';
import { Histogram } from './histogram.ts';

/** Clocks agree to some milliseconds; a stamp this far ahead of its row is wrong. */
const AHEAD_MS = 50;
/** Fewer messages say nothing of a stream's period. */
const LEAST_PERIODS = 5;

/**
 * One stream of stamps: whether it came at all, in order, without gaps, and how old it was when rows used it.
 */
export class StreamCheck implements Check {
  readonly #stream: string;
  readonly #cameras: readonly string[];
  readonly #expectedHz: number | undefined;
  readonly #periods = new Histogram();
  readonly #latencies = new Histogram();
  readonly #ages = new Histogram();
  readonly #skews = new Histogram();
  readonly #backwards = new Sightings();
  readonly #ahead = new Sightings();
  #before: Stamp | null = null;
  #messages = 0;
  #rows = 0;
  #firstRowNs: bigint | null = null;
  #firstUsedNs: bigint | null = null;
  #longestGap = { ms: 0, afterNs: 0n };

  constructor({ cameras, streamHz }: EpisodeHead, stream: string) {
    this.#stream = stream;
    const names = cameras.map(({ name }) => name);
    this.#cameras = names.includes(stream) ? names : [];
    this.#expectedHz = streamHz?.[stream];
  }

  /** Different messages so far, those between rows among them. */
  get messages(): number {
    return this.#messages;
  }

  add(row: StepRow): void {
    this.#rows += 1;
    this.#firstRowNs ??= row.timeNs;
    for (const sample of row.extras[this.#stream] ?? []) this.#addMessage(sample);
    const used = row.stamps[this.#stream] ?? null;
    if (used === null) return;
    this.#firstUsedNs ??= row.timeNs;
    const { stampNs, receivedNs } = this.#before ?? {};
    if (used.stampNs !== stampNs || used.receivedNs !== receivedNs) this.#addMessage(used);
    const ageMs = msBetween(used.stampNs, row.timeNs);
    this.#ages.add(ageMs);
    if (ageMs < -AHEAD_MS) this.#ahead.add(row.timeNs);
    if (this.#cameras.length > 0) this.#skews.add(msBetween(used.stampNs, this.#newestCamera(row)));
  }

  /** Null for a stream that never came. */
  timing(): StreamTiming | null {
    if (this.#ages.count === 0) return null;
    const timing = {
      messages: this.#messages,
      latencyMs: this.#latencies.spread(),
      ageMs: this.#ages.spread(),
    };
    return this.#skews.count === 0 ? timing : { ...timing, skewMs: this.#skews.spread() };
  }

  findings(): Finding[] {
    const name = this.#stream;
    if (this.#firstUsedNs === null) {
      return [{ code: 'missing-stream', severity: 'error', message: `${name} sent nothing` }];
    }
    const findings: Finding[] = [];
    const limitMs = this.#limitMs();
    // Counted from the first row: until then the file was being made, and nobody looked.
    if (msBetween(this.#firstRowNs!, this.#firstUsedNs) > limitMs) {
      const message = `${name} sent its first message ${secondsOf(this.#firstUsedNs)} after the begin`;
      findings.push({ code: 'late-stream', severity: 'warning', message });
    }
    const staleRows = this.#ages.countAbove(limitMs);
    const gaps = this.#periods.countAbove(limitMs);
    if (staleRows > 0) {
      // Lost data are an error, never a warning.
      const message = `${name} was stale in ${staleRows} of ${this.#rows} rows, by up to ${Math.round(this.#ages.max)} ms`;
      findings.push({ code: 'stale-stream', severity: 'error', message });
    } else if (gaps > 0) {
      const { ms, afterNs } = this.#longestGap;
      const message = `${name} paused ${gaps} times, longest for ${Math.round(ms)} ms at ${secondsOf(afterNs)}`;
      findings.push({ code: 'stream-gap', severity: 'warning', message });
    }
    if (this.#backwards.count > 0) {
      const message = `stamps of ${name} step back ${this.#backwards.count} times, ${this.#backwards.first}`;
      findings.push({ code: 'stamp-backwards', severity: 'error', message });
    }
    if (this.#ahead.count > 0) {
      const message =
        `stamps of ${name} are more than ${AHEAD_MS} ms ahead of ${this.#ahead.count} of ${this.#rows} rows, ` +
        this.#ahead.first;
      findings.push({ code: 'stamp-ahead', severity: 'warning', message });
    }
    return findings;
  }

  #addMessage(stamp: Stamp): void {
    this.#messages += 1;
    this.#latencies.add(msBetween(stamp.stampNs, stamp.receivedNs));
    const before = this.#before;
    this.#before = stamp;
    if (before === null) return;
    const periodMs = msBetween(before.stampNs, stamp.stampNs);
    if (periodMs < 0) {
      this.#backwards.add(stamp.receivedNs);
      return;
    }
    this.#periods.add(periodMs);
    if (periodMs > this.#longestGap.ms) this.#longestGap = { ms: periodMs, afterNs: before.stampNs };
  }

  /** Where no rate was foretold, the stream's own median tells. */
  #limitMs(): number {
    const hz = this.#expectedHz;
    if (hz === undefined && this.#periods.count < LEAST_PERIODS) return Number.POSITIVE_INFINITY;
    return staleAfterMs(hz === undefined ? this.#periods.quantile(0.5) : 1000 / hz);
  }

  #newestCamera({ stamps }: StepRow): bigint {
    let newestNs = stamps[this.#stream]!.stampNs;
    for (const camera of this.#cameras) {
      const stamp = stamps[camera];
      if (stamp != null && stamp.stampNs > newestNs) newestNs = stamp.stampNs;
    }
    return newestNs;
  }
}

function msBetween(fromNs: bigint, toNs: bigint): number {
  return Number(toNs - fromNs) / 1e6;
}
