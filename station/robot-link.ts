import { AppError, messageOf } from '../core/errors.ts';
import { type Clock, toMs } from '../core/time.ts';
import { type Bridge, imageBytes, type RosMessage, type Subscription } from '../robots/bridge/bridge.ts';
import { ClockOffset, type OffsetEstimate } from '../robots/bridge/clock-offset.ts';
import { ImageEncoder } from '../robots/bridge/image-encoder.ts';
import { isRawImage } from '../robots/bridge/raw-image.ts';
import { commandMessage, hasVelocity, isGoal, isStamped } from '../robots/commands.ts';
import { numberReader } from '../robots/message-path.ts';
import type { CommandProfile, RobotProfile } from '../robots/profile.ts';
import { headerStampNs } from '../robots/ros-time.ts';
import { CommandEcho } from './command-echo.ts';
import { LatencyMeter } from './latency-meter.ts';
import type { RawMessage } from './raw-recording/raw-message.ts';
import { Stream, type StreamSample } from './stream.ts';

const PROBES_PER_ROUND = 9;
const PROBE_ROUND_PERIOD_MS = 10_000;
const PROBE_TIMEOUT_MS = 1000;
/** A test of the task that has not spoken for this long says nothing. */
const PREDICATE_MAX_AGE_MS = 1000;

export interface RobotLinkOptions {
  profile: RobotProfile;
  bridge: Bridge;
  clock: Clock;
  /** A robot in stepped time shares the station's clock; otherwise the offset is estimated. */
  sharesClock: boolean;
}

/**
 * The robot as its profile describes it, over whatever bridge: what it senses comes as streams on the
 * station's clock, what it shall do goes out as action values.
 */
export class RobotLink {
  readonly profile: RobotProfile;
  readonly bridge: Bridge;
  readonly cameras: Stream<Uint8Array>[];
  readonly states: Stream<number[]>[];
  /** Why the newest message of a stream could not be used: it did not hold what the profile says. */
  readonly faults = new Map<string, string>();
  readonly #clock: Clock;
  readonly #sharesClock: boolean;
  #predicate: StreamSample<boolean> | null = null;
  #heldOffset: OffsetEstimate | null = null;
  #offset = new ClockOffset();
  readonly #encoders = new Map<string, ImageEncoder>();
  readonly #cameraListeners: ((index: number, sample: StreamSample<Uint8Array>) => void)[] = [];
  readonly #predicateListeners: ((sample: StreamSample<boolean>) => void)[] = [];
  readonly #stateSources: { stream: Stream<number[]>; index: number }[];
  readonly #echoes: Map<string, CommandEcho>;
  #echoed: StreamSample<number[]>[] = [];
  /** Of commands, from their sending until they were heard on their topic. */
  readonly echoLatency = new LatencyMeter();
  #rawListener: ((message: RawMessage) => void) | null = null;
  readonly #holdCommands: CommandProfile[];
  /** What each goal topic was last told. */
  readonly #goals = new Map<string, string>();
  #probeTimer: NodeJS.Timeout | null = null;

  constructor({ profile, bridge, clock, sharesClock }: RobotLinkOptions) {
    this.profile = profile;
    this.bridge = bridge;
    this.#clock = clock;
    this.#sharesClock = sharesClock;
    this.cameras = profile.cameras.map(({ name, rateHz }) => new Stream(name, 'camera', rateHz));
    this.states = profile.streams.map(({ name, rateHz }) => new Stream(name, 'state', rateHz));
    this.#stateSources = profile.state.map((name) => this.#sourceOf(name));
    this.#echoes = new Map(
      profile.commands.map((command, i) => [command.topic, new CommandEcho(command, i)]),
    );
    this.#holdCommands = profile.commands.filter((command) => hasVelocity(profile, command));
    this.#subscribe();
    this.#subscribeEchoes();
    for (const { topic, type } of profile.commands) bridge.advertise(topic, type);
    // Whoever comes back may have forgotten its goals.
    bridge.onStatus(({ status }) => {
      if (status !== 'up') this.#goals.clear();
    });
    if (!sharesClock) {
      bridge.onStatus(({ status }) => {
        if (status === 'up') void this.#probe();
        // What comes back may be another computer, or the same with its clock set anew.
        else this.#offset = new ClockOffset();
      });
      this.#probeTimer = setInterval(() => void this.#probe(), PROBE_ROUND_PERIOD_MS);
    }
  }

  /** Every stream whose stamps go into an episode: cameras first, then states. */
  get streams(): Stream<unknown>[] {
    return [...this.cameras, ...this.states];
  }

  onFrame(listener: (cameraIndex: number, sample: StreamSample<Uint8Array>) => void): void {
    this.#cameraListeners.push(listener);
  }

  onPredicate(listener: (sample: StreamSample<boolean>) => void): void {
    this.#predicateListeners.push(listener);
  }

  /** `observation.state` now, in the profile's order; NaN where a stream has never come. */
  state(): number[] {
    return this.#stateSources.map(({ stream, index }) => stream.latest?.value[index] ?? Number.NaN);
  }

  /** The age of the oldest stream that the state is made of; null when one has never come. */
  stateAgeMs(nowNs: bigint): number | null {
    let oldest = 0;
    for (const stream of this.states) {
      const ageMs = stream.ageMs(nowNs);
      if (ageMs === null) return null;
      oldest = Math.max(oldest, ageMs);
    }
    return oldest;
  }

  /** Why this robot must not be driven now, and what to do; null when nothing speaks against it. */
  refusal(): string | null {
    const { title, onSilence, commands } = this.profile;
    if (onSilence.stoppedBy === 'nobody') {
      return (
        `${title} drives on when commands cease, for all its profile says. Give its controller a timeout, or ` +
        'start a relay with one, and name it in the profile under "onSilence"'
      );
    }
    if (this.#newestOffset() === null && commands.some(isStamped)) {
      return 'The robot’s clock is not known yet, and its commands need its time. Check that its state is stamped';
    }
    return null;
  }

  /** Send one value per action. False when any of the messages was dropped. */
  send(values: readonly number[], nowNs: bigint): boolean {
    return this.#publish(this.profile.commands, values, nowNs);
  }

  /** As {@link send}, but only what would otherwise go on moving: positions stay as they were sent. */
  sendHold(values: readonly number[], nowNs: bigint): boolean {
    return this.#publish(this.#holdCommands, values, nowNs);
  }

  /** Whether a hold is something to send: a robot that is told positions only stays by itself. */
  get hasHold(): boolean {
    return this.#holdCommands.length > 0;
  }

  /** Whether the robot's gripper is nearer to closed than to open; null where that is not known. */
  isGripperClosed(): boolean | null {
    const gripper = this.profile.action.find((action) => action.kind === 'gripper');
    if (gripper === undefined) return null;
    const width = this.state()[this.profile.state.indexOf(gripper.state)]!;
    if (Number.isNaN(width)) return null;
    return Math.abs(width - gripper.closed) < Math.abs(width - gripper.open);
  }

  /** What the task's own test says; null where it does not say anything any more. */
  isPredicateTrue(nowNs: bigint): boolean | null {
    if (this.#predicate === null) return null;
    const ageMs = toMs(nowNs - this.#predicate.receivedNs);
    return ageMs > PREDICATE_MAX_AGE_MS ? null : this.#predicate.value;
  }

  /** The scene is new, and what was true of the old one says nothing of it. */
  forgetScene(): void {
    this.#predicate = null;
    this.#goals.clear();
  }

  /**
   * From here until {@link followClock} all stamps of an episode are mapped by one offset: a better estimate
   * in the middle would bend its time.
   */
  holdClock(): void {
    this.#heldOffset = this.clockOffset();
  }

  followClock(): void {
    this.#heldOffset = null;
  }

  /** Between episodes nobody takes what came, so it must not pile up. */
  forgetSamples(): void {
    for (const stream of this.streams) stream.forget();
    this.#echoed = [];
  }

  /** Every message of every topic as it comes, for one listener; null for none. */
  setRawListener(listener: ((message: RawMessage) => void) | null): void {
    this.#rawListener = listener;
  }

  /** Commands that came back since this was last asked: sent at `stampNs`, heard at `receivedNs`. */
  takeEchoes(): StreamSample<number[]>[] {
    const echoes = this.#echoed;
    this.#echoed = [];
    return echoes;
  }

  /** Null as long as nothing is known. */
  clockOffset(): OffsetEstimate | null {
    return this.#heldOffset ?? this.#newestOffset();
  }

  /** Cameras whose raw frames come faster than this computer encodes them. */
  get overloadedCameras(): string[] {
    return Array.from(this.#encoders, ([name, { isOverloaded }]) => (isOverloaded ? name : [])).flat();
  }

  async close(): Promise<void> {
    if (this.#probeTimer !== null) clearInterval(this.#probeTimer);
    await this.bridge.close();
    await Promise.all(Array.from(this.#encoders.values(), (encoder) => encoder.close()));
  }

  #publish(commands: readonly CommandProfile[], values: readonly number[], nowNs: bigint): boolean {
    const robotNs = this.#commandTimeNs(nowNs);
    // False of one that could not be sent; it must not keep the others from it.
    return commands
      .map((command) => {
        if (robotNs === null && isStamped(command)) return false;
        const message = commandMessage(this.profile, command, values, robotNs ?? 0n, (ns) =>
          this.bridge.stamp(ns),
        );
        if (message === null) return false;
        if (isGoal(command)) return this.#publishGoal(command, values, message);
        const isSent = this.bridge.publish(command.topic, message);
        if (isSent) this.#echoes.get(command.topic)!.sent(message, nowNs);
        return isSent;
      })
      .every((isSent) => isSent);
  }

  /** Each goal is a new order, so one that has been given is not given again. */
  #publishGoal({ topic, fields }: CommandProfile, values: readonly number[], message: RosMessage): boolean {
    const names = Object.values(fields);
    const goal = this.profile.action.flatMap(({ name }, i) => (names.includes(name) ? values[i] : [])).join();
    if (this.#goals.get(topic) === goal) return true;
    const isSent = this.bridge.publish(topic, message);
    if (isSent) this.#goals.set(topic, goal);
    return isSent;
  }

  /**
   * Now on the robot's clock, and rather a little before than after it: a controller goes on driving by a
   * command from the future for as long as that lasts. Null as long as nothing is known of that clock.
   */
  #commandTimeNs(nowNs: bigint): bigint | null {
    // Not the one that an episode holds: over a long one the clocks drift apart.
    const offset = this.#newestOffset();
    if (offset === null) return null;
    // The least delay of messages puts the estimate into the past by that delay already.
    const marginNs = offset.method === 'request' ? offset.errorNs : 0n;
    return nowNs - offset.offsetNs - marginNs;
  }

  #newestOffset(): OffsetEstimate | null {
    if (this.#sharesClock) return { offsetNs: 0n, errorNs: 0n, method: 'shared' };
    return this.#offset.estimate();
  }

  #subscribe(): void {
    this.profile.cameras.forEach(({ name, topic, type, rateHz, encoding }, i) => {
      const stream = this.cameras[i]!;
      const accept = (sample: StreamSample<Uint8Array>): void => {
        this.faults.delete(name);
        stream.push(sample);
        for (const listener of this.#cameraListeners) listener(i, sample);
      };
      const encoder = isRawImage(type) ? new ImageEncoder(encoding) : null;
      if (encoder !== null) this.#encoders.set(name, encoder);
      this.#listen({
        topic,
        type,
        isImage: true,
        rateHz,
        onMessage: (message) => {
          if (encoder !== null) return this.#encode(encoder, name, message, accept);
          const value = imageBytes(message.data);
          if (value === null || value.byteLength === 0) {
            const reason = 'there are no image bytes in "data"';
            this.faults.set(name, `${reason} (${topic})`);
            throw new AppError('invalid-input', reason);
          }
          accept(this.#stamped(message, value));
        },
      });
    });
    this.profile.streams.forEach(({ name, topic, type, rateHz, values }, i) => {
      const stream = this.states[i]!;
      const readers = values.map(({ path }) => numberReader(path));
      this.#listen({
        topic,
        type,
        isImage: false,
        rateHz,
        onMessage: (message) => {
          try {
            const value = readers.map((read) => read(message));
            const i = value.findIndex((number) => !Number.isFinite(number));
            if (i >= 0) throw new AppError('invalid-input', `${values[i]!.path} is ${value[i]}`);
            this.faults.delete(name);
            stream.push(this.#stamped(message, value));
          } catch (error) {
            this.faults.set(name, `${messageOf(error)} (${topic})`);
            throw error;
          }
        },
      });
    });
    const { predicate } = this.profile;
    if (predicate === undefined) return;
    this.#listen({
      topic: predicate.topic,
      type: predicate.type,
      isImage: false,
      onMessage: (message) => {
        const sample = this.#stamped(message, message.data === true);
        this.#predicate = sample;
        for (const listener of this.#predicateListeners) listener(sample);
      },
    });
  }

  #subscribeEchoes(): void {
    for (const { topic, type } of this.profile.commands) {
      this.#listen({
        topic,
        type,
        isImage: false,
        onMessage: (message) => {
          try {
            const sample = this.#echoes.get(topic)!.heard(message, this.#clock.nowNs());
            this.faults.delete(topic);
            if (sample === null) return;
            this.#echoed.push(sample);
            this.echoLatency.add(toMs(sample.receivedNs - sample.stampNs));
          } catch (error) {
            this.faults.set(topic, `${messageOf(error)} (${topic})`);
            throw error;
          }
        },
      });
    }
  }

  /** A frame's times are those of its making and of its arrival, however long its encoding takes. */
  #encode(
    encoder: ImageEncoder,
    camera: string,
    message: RosMessage,
    accept: (sample: StreamSample<Uint8Array>) => void,
  ): void {
    const arrived = this.#stamped(message, null);
    try {
      encoder.encode(message, (encoded) => {
        if ('error' in encoded) this.faults.set(camera, encoded.error);
        else accept({ ...arrived, value: encoded.bytes });
      });
    } catch (error) {
      this.faults.set(camera, messageOf(error));
      throw error;
    }
  }

  #listen(subscription: Subscription): void {
    const { topic, type, onMessage } = subscription;
    this.bridge.subscribe({
      ...subscription,
      onMessage: (message) => {
        if (this.#rawListener !== null) this.#rawListener(this.#raw(topic, type, message));
        onMessage(message);
      },
    });
  }

  #raw(topic: string, type: string, message: RosMessage): RawMessage {
    const receivedNs = this.#clock.nowNs();
    const robotNs = headerStampNs(message);
    const offsetNs = this.clockOffset()?.offsetNs ?? 0n;
    const receivedWallNs = this.#clock.wallNs(receivedNs);
    const stampWallNs = robotNs === null ? receivedWallNs : this.#clock.wallNs(robotNs + offsetNs);
    return { topic, type, receivedWallNs, stampWallNs, message };
  }

  /** A message without a stamp of its own counts as made when it arrived. */
  #stamped<V>(message: RosMessage, value: V): StreamSample<V> {
    const receivedNs = this.#clock.nowNs();
    const robotNs = headerStampNs(message);
    if (robotNs === null) return { stampNs: receivedNs, receivedNs, value };
    if (!this.#sharesClock) this.#offset.addMessage(robotNs, receivedNs);
    return { stampNs: robotNs + this.clockOffset()!.offsetNs, receivedNs, value };
  }

  async #probe(): Promise<void> {
    for (let i = 0; i < PROBES_PER_ROUND; i += 1) {
      const sentNs = this.#clock.nowNs();
      const robotNs = await this.bridge.robotTimeNs(PROBE_TIMEOUT_MS);
      // The least delay of stamped messages serves instead.
      if (robotNs === null) return;
      this.#offset.addProbe(sentNs, this.#clock.nowNs(), robotNs);
    }
  }

  #sourceOf(name: string): { stream: Stream<number[]>; index: number } {
    for (const [i, { values }] of this.profile.streams.entries()) {
      const index = values.findIndex((value) => value.name === name);
      if (index >= 0) return { stream: this.states[i]!, index };
    }
    throw new AppError('internal', `no stream has the state value "${name}"`);
  }
}
