import type { InputState, SelfTest } from '../core/contract/input.ts';
import type { Telemetry } from '../core/contract/messages.ts';
import type { RequestParams } from '../core/contract/requests.ts';
import type { Snapshot } from '../core/contract/snapshot.ts';
import { type Clock, isoTime, periodNs, toMs } from '../core/time.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { EpisodeHead } from '../datasets/episode/manifest.ts';
import type { Intent } from '../robots/input/intent.ts';
import { currentAlerts } from './alerts.ts';
import { CollectSession } from './collect/collect-session.ts';
import type { Quotas } from './collect/quotas.ts';
import { ControlLoop } from './control-loop.ts';
import type { DatasetLook } from './dataset-look.ts';
import type { DiskReserve } from './disk-reserve.ts';
import type { PolicyLibrary } from './policy/policy-library.ts';
import type { ProtocolLibrary } from './protocol-library.ts';
import type { RobotLink } from './robot-link.ts';
import type { RobotModel } from './robot-model.ts';
import { buildSnapshot } from './snapshot.ts';
import { StreamHealth } from './stream-health.ts';

export interface StationOptions {
  dataset: Dataset;
  link: RobotLink;
  clock: Clock;
  clockKind: EpisodeHead['clock'];
  disk: DiskReserve;
  library: ProtocolLibrary;
  quotas: Quotas;
  look: DatasetLook;
  nextSceneSeed(): number | null;
  policies: PolicyLibrary;
  /** For the screens that draw the robot; null where its profile names none. */
  model: RobotModel | null;
}

/**
 * One seat at work: it owns the truth of session, clock and commands. Screens are told what it is; whether
 * any is there makes no difference to it.
 */
export class Station {
  readonly link: RobotLink;
  readonly loop: ControlLoop;
  readonly session: CollectSession;
  readonly clock: Clock;
  readonly library: ProtocolLibrary;
  readonly quotas: Quotas;
  readonly model: RobotModel | null;
  readonly #options: StationOptions;
  readonly #health: StreamHealth;
  readonly #stepPeriodNs: bigint;
  #nextStepNs: bigint | null = null;
  #snapshotVersion = 0;
  #selfTest: Snapshot['input']['selfTest'] = null;

  constructor(options: StationOptions) {
    this.#options = options;
    this.link = options.link;
    this.clock = options.clock;
    this.library = options.library;
    this.quotas = options.quotas;
    this.model = options.model;
    this.loop = new ControlLoop(options.link);
    this.#health = new StreamHealth(options.link, options.clock);
    // In stepped time nothing is silent by itself.
    if (options.clockKind === 'system') this.#health.start();
    this.session = new CollectSession({
      dataset: options.dataset,
      link: options.link,
      loop: this.loop,
      clock: options.clock,
      clockKind: options.clockKind,
      disk: options.disk,
      protocols: () => options.library.protocols,
      nextSceneSeed: options.nextSceneSeed,
      selfTest: () => this.#selfTest,
      onKept: (episode) => options.quotas.add(episode.head.protocol.name, episode.outcome, episode),
    });
    this.#stepPeriodNs = periodNs(options.link.profile.rates.stepHz);
  }

  /** Called at the command rate. Every so many ticks is a step. */
  tick(): void {
    const nowNs = this.clock.nowNs();
    // The row first: the command of this tick answers what the row has seen, so it belongs to its action.
    this.#stepWhenDue(nowNs);
    this.loop.tick(nowNs);
  }

  #stepWhenDue(nowNs: bigint): void {
    this.#nextStepNs ??= nowNs;
    if (nowNs < this.#nextStepNs) return;
    // Within an episode wall time must not jump; between two it follows the computer's date.
    if (this.session.status !== 'recording') this.clock.syncWall();
    this.session.episode.step(nowNs);
    this.loop.lead.look(this.link, nowNs);
    this.#nextStepNs += this.#stepPeriodNs;
    // After a pause of the process there is nothing to catch up: what was not seen cannot be recorded.
    if (this.#nextStepNs <= nowNs) this.#nextStepNs = nowNs + this.#stepPeriodNs;
  }

  setInput(state: InputState): void {
    this.loop.setInput(state, this.clock.nowNs());
  }

  setIntent(intent: Intent): void {
    this.loop.setIntent(intent, this.clock.nowNs());
  }

  stopRobot(): void {
    this.loop.stop(this.clock.nowNs());
  }

  /** What the operator's test of the device found; it stands until the next test. */
  setSelfTest(selfTest: SelfTest): void {
    this.#selfTest = { ...selfTest, testedAt: isoTime(this.clock.wallNs(this.clock.nowNs())) };
  }

  /**
   * @param policy its name in the library; what leads from the beginning of each episode
   * @throws AppError when there is a session, or no such protocol or policy, or one that does not fit
   */
  async startSession({ policy: name, ...params }: RequestParams<'session.start'>): Promise<void> {
    const policy = name === undefined ? null : await this.#options.policies.load(name);
    try {
      this.session.start(params, policy);
    } catch (error) {
      await policy?.close();
      throw error;
    }
  }

  telemetry(): Telemetry {
    const known = (values: readonly number[]): (number | null)[] =>
      values.map((value) => (Number.isFinite(value) ? value : null));
    const { lastSent } = this.loop;
    return {
      timeMs: toMs(this.clock.nowNs()),
      state: known(this.link.state()),
      command: lastSent === null ? null : known(lastSent),
    };
  }

  snapshot(): Snapshot {
    const { dataset, disk, link, library, look, policies, quotas } = this.#options;
    const { loop, session } = this;
    const nowNs = this.clock.nowNs();
    this.#snapshotVersion += 1;
    return buildSnapshot({
      version: this.#snapshotVersion,
      nowNs,
      wallNs: this.clock.wallNs(nowNs),
      dataset,
      link,
      loop,
      session,
      library,
      quotas,
      disk,
      selfTest: this.#selfTest,
      policies: policies.policies,
      alerts: currentAlerts({
        link,
        loop,
        health: this.#health,
        disk,
        session,
        look,
        nowNs,
      }),
    });
  }

  async close(): Promise<void> {
    this.stopRobot();
    this.#health.close();
    await this.session.close();
    await this.loop.lead.policy?.close();
    await this.link.close();
  }
}
