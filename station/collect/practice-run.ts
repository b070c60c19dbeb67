import type { EpisodeHead } from '../../datasets/episode/manifest.ts';
import type { Progress } from '../../protocols/phases.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { checkRules } from '../../protocols/rules.ts';
import type { EndedEpisode, EpisodeRun } from './episode-run.ts';
import { type NewEvent, PhaseLog } from './phase-log.ts';

export interface PracticeOptions {
  head: EpisodeHead;
  protocol: Protocol;
  beganNs: bigint;
  /** What arrived since the last step goes nowhere. */
  forgetStreams(): void;
}

/** An episode that is followed from phase to phase and judged by its rules, and of which nothing is kept. */
export class PracticeRun implements EpisodeRun {
  readonly head: EpisodeHead;
  readonly durableNs = 0n;
  readonly bytesWritten = 0;
  readonly #phases: PhaseLog;
  readonly #beganNs: bigint;
  readonly #forgetStreams: () => void;
  #steps = 0;

  constructor({ head, protocol, beganNs, forgetStreams }: PracticeOptions) {
    this.head = head;
    this.#phases = new PhaseLog(protocol);
    this.#beganNs = beganNs;
    this.#forgetStreams = forgetStreams;
  }

  get steps(): number {
    return this.#steps;
  }

  elapsedNs(nowNs: bigint): bigint {
    return nowNs - this.#beganNs;
  }

  progress(nowNs: bigint): Progress {
    return this.#phases.progress(Number(this.elapsedNs(nowNs)));
  }

  addEvent(event: NewEvent, nowNs: bigint): void {
    this.#phases.add(event, Number(this.elapsedNs(nowNs)));
  }

  addPredicate(): void {}

  step(): void {
    this.#steps += 1;
    this.#forgetStreams();
  }

  async seal(nowNs: bigint): Promise<EndedEpisode> {
    const { segments, outcome } = this.progress(nowNs);
    const ended = outcome ?? 'aborted';
    return {
      head: this.head,
      outcome: ended,
      durationNs: Number(this.elapsedNs(nowNs)),
      segments,
      findings: checkRules(this.#phases.protocol, segments, ended),
      counts: { steps: this.#steps },
    };
  }

  async abandon(): Promise<void> {}
}
