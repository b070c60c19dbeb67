import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { Clock } from '../../core/time.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { EpisodeHead, Finding, SealedManifest } from '../../datasets/episode/manifest.ts';
import type { Sample, Stamp, StepRow } from '../../datasets/episode/row.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { countFindings } from '../../datasets/integrity/count-findings.ts';
import { ECHO_STREAM } from '../../datasets/integrity/echo-timing.ts';
import { IntegrityGate } from '../../datasets/integrity/gate.ts';
import type { Progress } from '../../protocols/phases.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { endingOf } from '../../protocols/reward.ts';
import { checkRules } from '../../protocols/rules.ts';
import type { ControlLoop } from '../control-loop.ts';
import { RawRecording } from '../raw-recording/raw-recording.ts';
import type { RobotLink } from '../robot-link.ts';
import type { StreamSample } from '../stream.ts';
import { CameraArrivals } from './camera-arrivals.ts';
import { EXTRA_COMMAND, EXTRA_EVENTS, EXTRA_INPUT, EXTRA_PREDICATE } from './episode-head.ts';
import type { EpisodeRun } from './episode-run.ts';
import { type NewEvent, PhaseLog } from './phase-log.ts';

/** Beside the episode's own files; deleted, moved and merged with them. */
const RAW_FILE = 'raw.mcap';
/** Rows that wait for the disk; beyond it the episode is ended rather than memory filled. */
const QUEUE_BYTES = 256 * 2 ** 20;

export interface RecorderOptions {
  dataset: Dataset;
  head: EpisodeHead;
  protocol: Protocol;
  link: RobotLink;
  loop: ControlLoop;
  clock: Clock;
  beganNs: bigint;
  onFailure(error: Error): void;
}

/**
 * One episode while it is recorded: its events, and a row at each step. A row is opened with what is seen at
 * its tick and appended at the next one, when the action of the step is known.
 */
export class Recorder implements EpisodeRun {
  readonly head: EpisodeHead;
  readonly #phases: PhaseLog;
  readonly #link: RobotLink;
  readonly #loop: ControlLoop;
  readonly #clock: Clock;
  readonly #beganNs: bigint;
  readonly #writer: EpisodeWriter;
  /** Null where it is not wanted, and once it was finished. */
  #raw: RawRecording | null;
  readonly #gate: IntegrityGate;
  readonly #arrivals: CameraArrivals;
  #newEvents: Sample[] = [];
  #newPredicates: Sample[] = [];
  #openRow: StepRow | null = null;
  /** Rows that were made. */
  #observed = 0;

  static async begin(options: RecorderOptions): Promise<Recorder> {
    const { dataset, head, link, onFailure } = options;
    const writer = await EpisodeWriter.create(dataset, head, { onFailure });
    if (!link.profile.recordsRawTopics) return new Recorder(options, writer, null);
    const raw = new RawRecording(join(writer.folder, RAW_FILE));
    link.setRawListener((message) => raw.add(message));
    return new Recorder(options, writer, raw);
  }

  private constructor(options: RecorderOptions, writer: EpisodeWriter, raw: RawRecording | null) {
    this.head = options.head;
    this.#phases = new PhaseLog(options.protocol);
    this.#link = options.link;
    this.#loop = options.loop;
    this.#clock = options.clock;
    this.#beganNs = options.beganNs;
    this.#writer = writer;
    this.#raw = raw;
    this.#gate = new IntegrityGate(options.head);
    this.#arrivals = new CameraArrivals(options.link.cameras);
  }

  get durableNs(): bigint {
    return this.#writer.durableNs;
  }

  get bytesWritten(): number {
    return this.#writer.bytesWritten;
  }

  get steps(): number {
    return this.#writer.rowsAppended;
  }

  elapsedNs(nowNs: bigint): bigint {
    return nowNs - this.#beganNs;
  }

  progress(nowNs: bigint): Progress {
    return this.#phases.progress(Number(this.elapsedNs(nowNs)));
  }

  /** @throws AppError `not-allowed` when the phase has no such event; nothing is recorded then. */
  addEvent(event: NewEvent, nowNs: bigint): void {
    const stampNs = this.elapsedNs(nowNs);
    const full = this.#phases.add(event, Number(stampNs));
    this.#newEvents.push({ stampNs, receivedNs: stampNs, value: JSON.stringify(full) });
  }

  addPredicate(sample: StreamSample<boolean>): void {
    this.#newPredicates.push({ ...this.#relative(sample), value: [Number(sample.value)] });
  }

  /**
   * A tick at the step rate. Never waits.
   *
   * @throws AppError `io` when the disk no longer follows.
   */
  step(nowNs: bigint): void {
    // Before anything is taken that belongs to the last step's row: the seal closes it then as it would have been.
    this.#assertDiskFollows();
    const { commands, mean, source } = this.#loop.takeSent();
    this.#closeRow({ action: mean, actionSource: source });
    this.#openRow = this.#observe(nowNs, commands);
  }

  /** The last step's row with its reward, the final observation, and the seal. */
  async seal(nowNs: bigint): Promise<SealedManifest> {
    const { segments, outcome } = this.progress(nowNs);
    const ended = outcome ?? 'aborted';
    const { reward, isTerminated, isTruncated } = endingOf(this.#phases.protocol, ended);
    const { commands, mean, source } = this.#loop.takeSent();
    this.#closeRow({
      action: mean,
      actionSource: source,
      reward,
      terminated: isTerminated,
      truncated: isTruncated,
    });
    this.#append(this.#observe(nowNs, commands));
    const rawFindings = this.#finishRaw();
    const findings: Finding[] = [
      ...checkRules(this.#phases.protocol, segments, ended),
      ...this.#lost(),
      ...(await this.#gate.findings()),
      ...(await rawFindings),
    ];
    return this.#writer.seal({
      outcome: ended,
      events: [...this.#phases.events],
      segments,
      findings,
      timing: this.#gate.timing(),
      predicate:
        this.#link.profile.predicate === undefined
          ? undefined
          : { isTrue: this.#link.isPredicateTrue(nowNs) },
    });
  }

  /**
   * For an episode that could not be sealed: what waits is written, if the disk takes it, and nothing touches its
   * files any more when this resolves.
   */
  async abandon(): Promise<void> {
    await Promise.all([this.#finishRaw(), this.#writer.abandon()]);
  }

  #assertDiskFollows(): void {
    const { waitingBytes, folder } = this.#writer;
    if (waitingBytes <= QUEUE_BYTES) return;
    const waitingMiB = (waitingBytes / 2 ** 20).toFixed(0);
    throw new AppError(
      'io',
      `the disk cannot follow: ${waitingMiB} MiB waited to be written, so the episode was ended (${folder})`,
    );
  }

  async #finishRaw(): Promise<Finding[]> {
    const raw = this.#raw;
    if (raw === null) return [];
    this.#raw = null;
    this.#link.setRawListener(null);
    const { messages, dropped, unusable, failure } = await raw.finish();
    if (failure === null && dropped + unusable === 0) return [];
    const reason = failure ?? 'the disk did not follow, or they were not of their type';
    const message = `${RAW_FILE} lacks messages: ${messages} are there, ${dropped + unusable} are not: ${reason}`;
    return [{ code: 'raw-incomplete', severity: 'warning', message }];
  }

  #closeRow(end: Partial<StepRow>): void {
    if (this.#openRow === null) return;
    this.#append({ ...this.#openRow, ...end });
    this.#openRow = null;
  }

  #append(row: StepRow): void {
    this.#writer.append(row);
    this.#gate.add(row);
    if (this.#gate.rows === 1) this.#arrivals.begin((camera) => this.#gate.messagesOf(camera));
  }

  #lost(): Finding[] {
    const frames = Object.fromEntries(
      this.#link.cameras.map(({ name }) => [name, this.#gate.messagesOf(name)]),
    );
    return countFindings(
      { rows: this.#observed, frames: this.#arrivals.frames() },
      { rows: this.#writer.rowsAppended, frames },
    );
  }

  #observe(nowNs: bigint, commands: StreamSample<number[]>[]): StepRow {
    const { phase, attempt } = this.progress(nowNs);
    const extras: Record<string, Sample[]> = {
      [EXTRA_COMMAND]: commands.map((sample) => this.#shift(sample)),
      [ECHO_STREAM]: this.#link.commands.takeEchoes().map((sample) => this.#shift(sample)),
      [EXTRA_INPUT]: this.#loop.takeInputs().map((sample) => this.#shift(sample)),
      [EXTRA_EVENTS]: this.#newEvents,
    };
    if (this.#link.profile.predicate !== undefined) extras[EXTRA_PREDICATE] = this.#newPredicates;
    this.#newEvents = [];
    this.#newPredicates = [];
    const images: Record<string, Uint8Array> = {};
    const stamps: Record<string, Stamp | null> = {};
    for (const stream of this.#link.streams) {
      const { latest } = stream;
      stamps[stream.name] = latest === null ? null : this.#relative(latest);
      if (stream.kind === 'camera' && latest !== null) images[stream.name] = latest.value as Uint8Array;
      // The newest is the observation itself; the others lie between two steps.
      extras[stream.name] = stream
        .takeSinceStep()
        .filter((sample) => sample !== latest)
        .map((sample) => this.#shift(sample as StreamSample<Sample['value']>));
    }
    this.#observed += 1;
    this.#arrivals.observe();
    return {
      timeNs: this.elapsedNs(nowNs),
      wallNs: this.#clock.wallNs(nowNs),
      phase: phase.name,
      attempt,
      state: this.#link.state(),
      images,
      stamps,
      action: null,
      actionSource: null,
      reward: 0,
      terminated: false,
      truncated: false,
      extras,
    };
  }

  #shift<V extends Sample['value']>(sample: StreamSample<V>): Sample {
    return { ...this.#relative(sample), value: sample.value };
  }

  #relative({ stampNs, receivedNs }: StreamSample<unknown>): Stamp {
    return { stampNs: stampNs - this.#beganNs, receivedNs: receivedNs - this.#beganNs };
  }
}
