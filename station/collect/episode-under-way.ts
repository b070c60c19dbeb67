import { AppError, messageOf } from '../../core/errors.ts';
import { type Clock, toMs } from '../../core/time.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { EpisodeHead } from '../../datasets/episode/manifest.ts';
import { recoverEpisode } from '../../datasets/episode/recover.ts';
import type { Progress } from '../../protocols/phases.ts';
import type { ControlLoop } from '../control-loop.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import type { RobotLink } from '../robot-link.ts';
import { episodeHead, type SessionInfo } from './episode-head.ts';
import type { EndedEpisode, EpisodeRun } from './episode-run.ts';
import { foldRecovered } from './fold-recovered.ts';
import type { NewEvent } from './phase-log.ts';
import { PracticeRun } from './practice-run.ts';
import { Recorder } from './recorder.ts';
import { unlessStalled } from './unless-stalled.ts';

export interface EpisodeSources {
  dataset: Dataset;
  link: RobotLink;
  loop: ControlLoop;
  clock: Clock;
  clockKind: EpisodeHead['clock'];
  disk: DiskReserve;
}

export interface EpisodeUnderWayOptions extends EpisodeSources {
  /** No file is open any more: what was sealed, or null when it could not be, and `failure` says why. */
  onEnded(episode: EndedEpisode | null): void;
}

/**
 * The one episode that is being recorded or practised, if there is one: its file from opening to seal, and what
 * becomes of it when the disk or the operator ends it early.
 */
export class EpisodeUnderWay {
  readonly #options: EpisodeUnderWayOptions;
  #run: EpisodeRun | null = null;
  #opening: Promise<EpisodeRun> | null = null;
  #sealing: Promise<void> | null = null;
  #isPractice = false;
  /** What went wrong with the recording, until the next episode begins. */
  failure: string | null = null;

  constructor(options: EpisodeUnderWayOptions) {
    this.#options = options;
    options.link.onPredicate((sample) => this.#run?.addPredicate(sample));
  }

  get run(): EpisodeRun | null {
    return this.#run;
  }

  /** Between the last mark and the sealed file. */
  get isSealing(): boolean {
    return this.#sealing !== null;
  }

  /** Where it stands; null when there is none. */
  progress(): Progress | null {
    return this.#run?.progress(this.#options.clock.nowNs()) ?? null;
  }

  elapsedMs(): number {
    return this.#run === null ? 0 : toMs(this.#run.elapsedNs(this.#options.clock.nowNs()));
  }

  /** @throws AppError as the disk refuses the file; there is no episode then. */
  async begin(session: SessionInfo): Promise<{ id: string }> {
    const { link, clock, clockKind } = this.#options;
    this.failure = null;
    this.#isPractice = session.isPractice;
    link.clock.hold();
    try {
      const beganNs = clock.nowNs();
      this.forgetStreams();
      const head = episodeHead({ session, link, startedAtWallNs: clock.wallNs(beganNs), clock: clockKind });
      this.#opening = this.#open(session, head, beganNs);
      this.#run = await this.#opening;
      // One that failed while the file was opened leaves the robot to the operator, and an alert says so.
      if (session.policy?.failure === null) this.handToPolicy();
      return { id: head.id };
    } catch (error) {
      link.clock.follow();
      throw error;
    }
  }

  async #open(
    { protocol, isPractice }: SessionInfo,
    head: EpisodeHead,
    beganNs: bigint,
  ): Promise<EpisodeRun> {
    const { dataset, link, loop, clock } = this.#options;
    if (isPractice) {
      return new PracticeRun({ head, protocol, beganNs, forgetStreams: () => this.forgetStreams() });
    }
    const onFailure = (error: Error): void => this.#fail(error);
    return Recorder.begin({ dataset, head, protocol, link, loop, clock, beganNs, onFailure });
  }

  /** @throws AppError `not-allowed` while there is no open file, without a policy, or when it has failed. */
  handToPolicy(): void {
    if (this.#run === null || this.isSealing) {
      throw new AppError('not-allowed', 'the policy leads only while an episode is open');
    }
    this.#options.loop.lead.hand(this.#options.clock.nowNs());
  }

  /** @throws AppError `not-allowed` while there is no open file, or when the phase has no such event. */
  addEvent(event: NewEvent): void {
    if (this.#run === null || this.isSealing) {
      throw new AppError('not-allowed', `no ${event.kind} while the episode is being opened or sealed`);
    }
    this.#run.addEvent(event, this.#options.clock.nowNs());
  }

  /** A tick at the step rate: a row, or the seal when the last mark ended the episode. */
  step(nowNs: bigint): void {
    const run = this.#run;
    // A slow disk may take minutes for the seal: what comes meanwhile must not fill the memory.
    if (run === null || this.isSealing) {
      this.forgetStreams();
      return;
    }
    try {
      const shortage = this.#isPractice ? null : this.#shortage(run, nowNs);
      if (shortage !== null) this.#fail(new AppError('io', shortage));
      else if (run.progress(nowNs).outcome === null) run.step(nowNs);
      else void this.#seal(run, nowNs);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #shortage(run: EpisodeRun, nowNs: bigint): string | null {
    const { disk } = this.#options;
    disk.observe(run.bytesWritten, run.elapsedNs(nowNs));
    return disk.shortage();
  }

  /** Seals what there is, as aborted, when the station must stop; resolves when no file is open any more. */
  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    await this.#sealing;
    if (this.#run !== null) await this.#abort(this.#run);
  }

  /** What arrived outside of an episode belongs to none. */
  forgetStreams(): void {
    const { link, loop } = this.#options;
    link.forgetSamples();
    loop.takeSent();
    loop.takeInputs();
  }

  /** The disk failed under the episode: stop early and keep what is there. */
  #fail(error: Error): void {
    this.failure = error.message;
    if (this.#run !== null && !this.isSealing) void this.#abort(this.#run);
  }

  #abort(run: EpisodeRun): Promise<void> {
    const nowNs = this.#options.clock.nowNs();
    if (run.progress(nowNs).outcome === null) run.addEvent({ kind: 'abort' }, nowNs);
    return this.#seal(run, nowNs);
  }

  #seal(run: EpisodeRun, nowNs: bigint): Promise<void> {
    this.#sealing ??= this.#sealOnce(run, nowNs).finally(() => {
      this.#sealing = null;
    });
    return this.#sealing;
  }

  async #sealOnce(run: EpisodeRun, nowNs: bigint): Promise<void> {
    // Between two episodes nothing moves by itself.
    this.#options.loop.lead.take();
    let ended: EndedEpisode | null = null;
    try {
      ended = await unlessStalled(this.#sealOrRecover(run, nowNs), () => run.bytesWritten);
    } catch (error) {
      this.failure = messageOf(error);
    }
    this.#run = null;
    this.#opening = null;
    this.#options.link.clock.follow();
    this.#options.onEnded(ended);
  }

  /** @throws AppError `io` when it could not be sealed; its message says what became of it. */
  async #sealOrRecover(run: EpisodeRun, nowNs: bigint): Promise<EndedEpisode> {
    try {
      return await run.seal(nowNs);
    } catch (cause) {
      throw new AppError('io', `${messageOf(cause)}. ${await this.#recover(run)}`, { cause });
    }
  }

  /** What a disk that failed has of an episode is sealed at once, and not only by the next station. */
  async #recover(run: EpisodeRun): Promise<string> {
    try {
      // What still writes would write over what is recovered.
      await run.abandon();
      const { message } = await recoverEpisode(this.#options.dataset, run.head.id, foldRecovered);
      return message;
    } catch (error) {
      // A disk that is full to the last byte has no room for a footer either.
      return `Its file could not be closed (${messageOf(error)}): the next start of the station closes it, when there is room`;
    }
  }
}
