import { v7 as uuidv7 } from 'uuid';
import type { SessionSummary, SessionView, Tally } from '../../core/contract/collect.ts';
import type { SelfTest } from '../../core/contract/input.ts';
import type { CollectStatus } from '../../core/contract/snapshot.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import { isoTime, toMs } from '../../core/time.ts';
import { discardEpisode } from '../../datasets/dataset.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { PolicyThread } from '../policy/policy-thread.ts';
import { beginBlockers, deviceBlockers, policyBlockers } from './blockers.ts';
import type { SessionInfo } from './episode-head.ts';
import type { EndedEpisode } from './episode-run.ts';
import { type EpisodeSources, EpisodeUnderWay } from './episode-under-way.ts';
import { makeNewScene, resetsUnasked } from './new-scene.ts';
import { NOTHING_DONE, withDiscarded, withKept } from './tally.ts';

export interface CollectSessionOptions extends EpisodeSources {
  protocols(): Protocol[];
  /** Seed of the next scene, for runs that shall be the same again; null lets the robot choose. */
  nextSceneSeed(): number | null;
  /** Of the last self-test of an input device; null before the first. */
  selfTest(): SelfTest | null;
  /** An episode stays in the dataset. */
  onKept(episode: EndedEpisode): void;
}

/**
 * The flow of collecting: a session, in it one episode after the other. Every request of a screen ends here, one
 * after the other, so the state is always one thing.
 *
 *     idle → ready → recording → review → resetting → ready …
 */
export class CollectSession {
  readonly episode: EpisodeUnderWay;
  readonly #options: CollectSessionOptions;
  #status: CollectStatus = 'idle';
  #session: SessionInfo | null = null;
  #startedNs = 0n;
  #tally: Tally = NOTHING_DONE;
  #summary: SessionSummary | null = null;
  #reviewed: EndedEpisode | null = null;
  /** What went wrong with the last reset of the scene. */
  resetFailure: string | null = null;

  constructor(options: CollectSessionOptions) {
    this.#options = options;
    this.episode = new EpisodeUnderWay({
      ...options,
      onEnded: (episode) => {
        this.#reviewed = episode;
        this.#status = episode === null ? 'ready' : 'review';
      },
    });
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
    const { protocol, policy, ...who } = this.#session;
    return { ...who, protocol: protocol.name, policy: policy?.name ?? null, ...this.#tally };
  }

  /** Of the session before, until the next one begins or it was read. */
  get summary(): SessionSummary | null {
    return this.#summary;
  }

  /** The sealed episode that waits for keep or discard. */
  get reviewed(): EndedEpisode | null {
    return this.#reviewed;
  }

  /** Whole sentences: what keeps an episode from beginning, and what to do. */
  blockers(): string[] {
    const { link, clock, disk, selfTest } = this.#options;
    const shortage = disk.shortage();
    return [
      ...(shortage === null ? [] : [`${shortage}.`]),
      ...deviceBlockers(selfTest()),
      ...policyBlockers(this.#session?.policy ?? null),
      ...beginBlockers(link, clock.nowNs()),
    ];
  }

  /**
   * @param params in practice nothing is written: neither episodes nor what became of them.
   * @param policy leads from the beginning of each episode; the session closes it
   */
  start(
    params: { operator: string; task: string; protocol: string; isPractice?: boolean },
    policy: PolicyThread | null = null,
  ): void {
    this.#expect('start a session', 'idle');
    const protocol = this.#options.protocols().find((candidate) => candidate.name === params.protocol);
    if (protocol === undefined) {
      throw new AppError('not-found', `there is no protocol "${params.protocol}"`);
    }
    const { operator, task, isPractice = false } = params;
    this.#session = { id: uuidv7(), operator, task, protocol, isPractice, policy };
    this.#options.loop.lead.accompany(policy);
    this.#startedNs = this.#options.clock.nowNs();
    this.#tally = NOTHING_DONE;
    this.#summary = null;
    this.#status = 'ready';
  }

  end(): void {
    this.#expect('end the session', 'ready');
    const { clock, loop } = this.#options;
    this.#summary = {
      ...this.view!,
      startedAt: isoTime(clock.wallNs(this.#startedNs)),
      tookMs: toMs(clock.nowNs() - this.#startedNs),
    };
    loop.lead.accompany(null);
    void this.#session?.policy?.close();
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
    // Taken at once, so that a second press while the file is made does not begin a second episode.
    this.#status = 'recording';
    try {
      return await this.episode.begin(this.#session!);
    } catch (error) {
      this.#status = 'ready';
      throw error;
    }
  }

  mark(transition: string): void {
    this.#expect('mark', 'recording');
    this.episode.addEvent({ kind: 'mark', transition });
  }

  /** The robot goes back from the operator to the policy. */
  handToPolicy(): void {
    this.#expect('hand over to the policy', 'recording');
    this.episode.handToPolicy();
  }

  undo(): void {
    this.#expect('undo a mark', 'recording');
    this.episode.addEvent({ kind: 'undo' });
  }

  abort(): void {
    this.#expect('abort', 'recording');
    this.episode.addEvent({ kind: 'abort' });
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

  async close(): Promise<void> {
    await this.episode.close();
  }

  async #nextScene(): Promise<void> {
    if (resetsUnasked(this.#options.link)) await this.#newScene();
    else this.#status = 'ready';
  }

  async #newScene(): Promise<void> {
    const { link, loop } = this.#options;
    const { name, resetService } = link.profile;
    this.resetFailure = null;
    if (resetService === undefined) {
      throw new AppError('not-allowed', `the profile ${name} names no "resetService"`);
    }
    this.#status = 'resetting';
    try {
      await makeNewScene(resetService, link, loop, this.#options.nextSceneSeed());
    } catch (error) {
      this.resetFailure = messageOf(error);
    }
    this.#status = 'ready';
  }

  #expect(what: string, allowed: CollectStatus): void {
    if (this.#status === allowed) return;
    throw new AppError('not-allowed', `cannot ${what} in the state "${this.#status}", only in "${allowed}"`);
  }
}
