import { v7 as uuidv7 } from 'uuid';
import type { SessionSummary, SessionView, Tally } from '../../core/contract/collect.ts';
import type { CollectStatus } from '../../core/contract/snapshot.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import { type Clock, isoTime, toMs } from '../../core/time.ts';
import { type Dataset, discardEpisode } from '../../datasets/dataset.ts';
import type { ActionSource } from '../../datasets/episode/columns.ts';
import type { EpisodeHead } from '../../datasets/episode/manifest.ts';
import { recoverEpisode } from '../../datasets/episode/recover.ts';
import type { Progress } from '../../protocols/phases.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { ControlLoop } from '../control-loop.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import type { RobotLink } from '../robot-link.ts';
import { beginBlockers } from './blockers.ts';
import { episodeHead, type SessionInfo } from './episode-head.ts';
import type { EndedEpisode, EpisodeRun } from './episode-run.ts';
import { foldRecovered } from './fold-recovered.ts';
import { PracticeRun } from './practice-run.ts';
import { Recorder } from './recorder.ts';
import { NOTHING_DONE, withDiscarded, withKept } from './tally.ts';

const RESET_TIMEOUT_MS = 20_000;

export interface CollectSessionOptions {
  dataset: Dataset;
  link: RobotLink;
  loop: ControlLoop;
  clock: Clock;
  clockKind: EpisodeHead['clock'];
  disk: DiskReserve;
  protocols(): Protocol[];
  /** Seed of the next scene, for runs that shall be the same again; null lets the robot choose. */
  nextSceneSeed(): number | null;
  /** An episode stays in the dataset. */
  onKept(episode: EndedEpisode): void;
}

/**
 * The flow of collecting: a session, in it one episode after the other. Every request of a screen and every
 * step of the loop ends here, one after the other, so the state is always one thing.
 *
 *     idle → ready → recording → review → resetting → ready …
 */
export class CollectSession {
  readonly #options: CollectSessionOptions;
  #status: CollectStatus = 'idle';
  #session: SessionInfo | null = null;
  #startedNs = 0n;
  #tally: Tally = NOTHING_DONE;
  #summary: SessionSummary | null = null;
  #recorder: EpisodeRun | null = null;
  #opening: Promise<EpisodeRun> | null = null;
  #sealing: Promise<void> | null = null;
  #reviewed: EndedEpisode | null = null;
  /** What went wrong with the recording, until the next episode begins. */
  failure: string | null = null;
  /** What went wrong with the last reset of the scene. */
  resetFailure: string | null = null;

  constructor(options: CollectSessionOptions) {
    this.#options = options;
    options.link.onPredicate((sample) => this.#recorder?.addPredicate(sample));
  }

  get status(): CollectStatus {
    return this.#status;
  }

  get info(): SessionInfo | null {
    return this.#session;
  }

  /** The session as a screen sees it. */
  get view(): SessionView | null {
    if (this.#session === null) return null;
    const { protocol, ...who } = this.#session;
    return { ...who, protocol: protocol.name, ...this.#tally };
  }

  /** Of the session before, until the next one begins or it was read. */
  get summary(): SessionSummary | null {
    return this.#summary;
  }

  /** Between the last mark and the sealed file. */
  get isSealing(): boolean {
    return this.#sealing !== null;
  }

  get recorder(): EpisodeRun | null {
    return this.#recorder;
  }

  /** The sealed episode that waits for keep or discard. */
  get reviewed(): EndedEpisode | null {
    return this.#reviewed;
  }

  /** Where the episode under way stands; null when there is none. */
  progress(): Progress | null {
    return this.#recorder?.progress(this.#options.clock.nowNs()) ?? null;
  }

  blockers(): string[] {
    const { link, clock, disk } = this.#options;
    const shortage = disk.shortage();
    return [...(shortage === null ? [] : [shortage]), ...beginBlockers(link, clock.nowNs())];
  }

  /** @param params in practice nothing is written: neither episodes nor what became of them. */
  start(params: { operator: string; task: string; protocol: string; isPractice?: boolean }): void {
    this.#expect('start a session', 'idle');
    const protocol = this.#options.protocols().find((candidate) => candidate.name === params.protocol);
    if (protocol === undefined) {
      throw new AppError('not-found', `there is no protocol "${params.protocol}"`);
    }
    const { operator, task, isPractice = false } = params;
    this.#session = { id: uuidv7(), operator, task, protocol, isPractice };
    this.#startedNs = this.#options.clock.nowNs();
    this.#tally = NOTHING_DONE;
    this.#summary = null;
    this.#status = 'ready';
  }

  end(): void {
    this.#expect('end the session', 'ready');
    const { clock } = this.#options;
    this.#summary = {
      ...this.view!,
      startedAt: isoTime(clock.wallNs(this.#startedNs)),
      tookMs: toMs(clock.nowNs() - this.#startedNs),
    };
    this.#session = null;
    this.#status = 'idle';
  }

  /** The summary of the last session has been read. */
  dismissSummary(): void {
    this.#summary = null;
  }

  async begin(): Promise<{ id: string }> {
    this.#expect('begin an episode', 'ready');
    const blockers = this.blockers();
    if (blockers.length > 0) throw new AppError('unavailable', blockers.join('; '));
    const { link, clock, clockKind } = this.#options;
    const session = this.#session!;
    // Taken at once, so that a second press while the file is made does not begin a second episode.
    this.#status = 'recording';
    this.failure = null;
    link.clock.hold();
    try {
      const beganNs = clock.nowNs();
      this.forgetStreams();
      const head = episodeHead({ session, link, startedAtWallNs: clock.wallNs(beganNs), clock: clockKind });
      this.#opening = this.#open(session, head, beganNs);
      this.#recorder = await this.#opening;
      return { id: head.id };
    } catch (error) {
      link.clock.follow();
      this.#status = 'ready';
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

  mark(transition: string): void {
    this.#recording('mark').addEvent({ kind: 'mark', transition }, this.#options.clock.nowNs());
  }

  undo(): void {
    this.#recording('undo a mark').addEvent({ kind: 'undo' }, this.#options.clock.nowNs());
  }

  abort(): void {
    this.#recording('abort').addEvent({ kind: 'abort' }, this.#options.clock.nowNs());
  }

  async keep(): Promise<void> {
    this.#expect('keep an episode', 'review');
    const episode = this.#reviewed!;
    this.#tally = withKept(this.#tally, episode);
    if (!this.#session!.isPractice) this.#options.onKept(episode);
    this.#reviewed = null;
    await this.#nextScene();
  }

  async discard(reason: string): Promise<void> {
    this.#expect('discard an episode', 'review');
    const { head } = this.#reviewed!;
    // Taken at once, so that nobody keeps meanwhile what is on its way to the trash.
    this.#status = 'resetting';
    try {
      if (!this.#session!.isPractice) {
        await discardEpisode(this.#options.dataset, head.id, reason, head.operator);
      }
    } catch (error) {
      this.#status = 'review';
      throw error;
    }
    this.#tally = withDiscarded(this.#tally, reason);
    this.#reviewed = null;
    await this.#nextScene();
  }

  async resetScene(): Promise<void> {
    this.#expect('reset the scene', 'ready');
    await this.#newScene();
  }

  /** After an episode. Only a simulated robot resets unasked: a real one must not move by itself. */
  async #nextScene(): Promise<void> {
    const { simulation, resetService } = this.#options.link.profile;
    if (simulation === undefined || resetService === undefined) this.#status = 'ready';
    else await this.#newScene();
  }

  async #newScene(): Promise<void> {
    const { link, loop } = this.#options;
    const { resetService } = link.profile;
    this.resetFailure = null;
    if (resetService === undefined) {
      throw new AppError('not-allowed', `the profile ${link.profile.name} names no "resetService"`);
    }
    this.#status = 'resetting';
    try {
      const seed = this.#options.nextSceneSeed();
      const args = seed === null ? {} : { seed };
      const answer = await link.bridge.call(resetService, args, RESET_TIMEOUT_MS, 'std_srvs/Trigger');
      // std_srvs/Trigger reports a failure in its answer, not as an error of the call.
      if (answer.success === false) throw new AppError('unavailable', String(answer.message));
      loop.reset();
      link.forgetScene();
    } catch (error) {
      this.resetFailure = (error as Error).message;
    }
    this.#status = 'ready';
  }

  /** A tick at the step rate: a row, or the seal when the last mark ended the episode. */
  step(nowNs: bigint, source: ActionSource): void {
    const recorder = this.#recorder;
    if (recorder === null) {
      this.forgetStreams();
      return;
    }
    if (this.isSealing) return;
    try {
      const { disk } = this.#options;
      const isPractice = this.#session?.isPractice === true;
      if (!isPractice) disk.observe(recorder.bytesWritten, recorder.elapsedNs(nowNs));
      const shortage = isPractice ? null : disk.shortage();
      if (shortage !== null) this.#fail(new AppError('io', shortage));
      else if (recorder.progress(nowNs).outcome === null) recorder.step(nowNs, source);
      else void this.#seal(recorder, nowNs, source);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** Seals what there is, as aborted, when the station must stop; resolves when no file is open any more. */
  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    await this.#sealing;
    const recorder = this.#recorder;
    if (recorder === null) return;
    const nowNs = this.#options.clock.nowNs();
    if (recorder.progress(nowNs).outcome === null) recorder.addEvent({ kind: 'abort' }, nowNs);
    await this.#seal(recorder, nowNs, 'operator');
  }

  #seal(recorder: EpisodeRun, nowNs: bigint, source: ActionSource): Promise<void> {
    this.#sealing ??= this.#sealOnce(recorder, nowNs, source).finally(() => {
      this.#sealing = null;
    });
    return this.#sealing;
  }

  async #sealOnce(recorder: EpisodeRun, nowNs: bigint, source: ActionSource): Promise<void> {
    try {
      this.#reviewed = await recorder.seal(nowNs, source);
      this.#status = 'review';
    } catch (error) {
      this.failure = (error as Error).message;
      await this.#recover(recorder.head.id);
      this.#status = 'ready';
    }
    this.#recorder = null;
    this.#opening = null;
    this.#options.link.clock.follow();
  }

  /** What a disk that failed has of an episode is sealed at once, and not only by the next station. */
  async #recover(id: string): Promise<void> {
    try {
      const { message } = await recoverEpisode(this.#options.dataset, id, foldRecovered);
      this.failure = `${this.failure}. ${message}`;
    } catch (error) {
      // A disk that is full to the last byte has no room for a footer either.
      this.failure = `${this.failure}. Its file could not be closed (${messageOf(error)}): the next start of the station closes it, when there is room`;
    }
  }

  /** The disk failed under an episode: stop early and keep what is there. */
  #fail(error: Error): void {
    const recorder = this.#recorder;
    this.failure = error.message;
    if (recorder === null || this.isSealing) return;
    const nowNs = this.#options.clock.nowNs();
    if (recorder.progress(nowNs).outcome === null) recorder.addEvent({ kind: 'abort' }, nowNs);
    void this.#seal(recorder, nowNs, 'operator');
  }

  /** Elapsed time of the episode under way, in ms. */
  elapsedMs(): number {
    return this.#recorder === null ? 0 : toMs(this.#recorder.elapsedNs(this.#options.clock.nowNs()));
  }

  /** What arrived outside of an episode belongs to none. */
  forgetStreams(): void {
    const { link, loop } = this.#options;
    link.forgetSamples();
    loop.takeSent();
    loop.takeInputs();
  }

  #recording(what: string): EpisodeRun {
    this.#expect(what, 'recording');
    if (this.#recorder === null || this.isSealing) {
      throw new AppError('not-allowed', `cannot ${what} while the episode is being opened or sealed`);
    }
    return this.#recorder;
  }

  #expect(what: string, ...allowed: CollectStatus[]): void {
    if (allowed.includes(this.#status)) return;
    throw new AppError(
      'not-allowed',
      `cannot ${what} in the state "${this.#status}", only in "${allowed.join('" or "')}"`,
    );
  }
}
