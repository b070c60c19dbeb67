import type { EpisodeHead, Finding } from '../episode/manifest.ts';
import type { StepRow } from '../episode/row.ts';
import { type Check, Sightings, secondsOf } from './check.ts';

const LATE_PERIODS = 2;
const SLACK_MS = 50;

/** Rows that are missing because the station itself was held up. */
export class StepCheck implements Check {
  readonly #periodMs: number;
  readonly #gaps = new Sightings();
  #longestMs = 0;
  #beforeNs: bigint | null = null;

  constructor({ stepHz }: EpisodeHead) {
    this.#periodMs = 1000 / stepHz;
  }

  add({ timeNs }: StepRow): void {
    const gapMs = this.#beforeNs === null ? 0 : Number(timeNs - this.#beforeNs) / 1e6;
    if (gapMs > LATE_PERIODS * this.#periodMs + SLACK_MS) {
      this.#gaps.add(this.#beforeNs!);
      this.#longestMs = Math.max(this.#longestMs, gapMs);
    }
    this.#beforeNs = timeNs;
  }

  findings(): Finding[] {
    const { count, firstNs } = this.#gaps;
    if (count === 0) return [];
    const message =
      `${count} ${count === 1 ? 'gap' : 'gaps'} between rows, up to ${Math.round(this.#longestMs)} ms where ` +
      `${Math.round(this.#periodMs)} ms are meant, first at ${secondsOf(firstNs)}`;
    return [{ code: 'step-gap', severity: 'warning', message }];
  }
}
