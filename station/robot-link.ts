import { AppError, messageOf } from '../core/errors.ts';
import { type Clock, toMs } from '../core/time.ts';
import { type Bridge, imageBytes, type RosMessage, type Subscription } from '../robots/bridge/bridge.ts';
import { ImageEncoder } from '../robots/bridge/image-encoder.ts';
import { isRawImage } from '../robots/bridge/raw-image.ts';
import { isStamped } from '../robots/commands.ts';
import { numberReader } from '../robots/message-path.ts';
import type { RobotProfile } from '../robots/profile.ts';
import { headerStampNs } from '../robots/ros-time.ts';
import type { RawMessage } from './raw-recording/raw-message.ts';
import { RobotClock, type RobotClockOptions } from './robot-clock.ts';
import { RobotCommands } from './robot-commands.ts';
import { Stream, type StreamSample } from './stream.ts';

/** A test of the task that has not spoken for this long says nothing. */
const PREDICATE_MAX_AGE_MS = 1000;

export interface RobotLinkOptions extends RobotClockOptions {
  profile: RobotProfile;
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
  readonly clock: RobotClock;
  readonly commands: RobotCommands;
  readonly #stationClock: Clock;
  #predicate: StreamSample<boolean> | null = null;
  readonly #encoders = new Map<string, ImageEncoder>();
  readonly #cameraListeners: ((index: number, sample: StreamSample<Uint8Array>) => void)[] = [];
  readonly #predicateListeners: ((sample: StreamSample<boolean>) => void)[] = [];
  readonly #stateSources: { stream: Stream<number[]>; index: number }[];
  #rawListener: ((message: RawMessage) => void) | null = null;

  constructor({ profile, bridge, clock, sharesClock }: RobotLinkOptions) {
    this.profile = profile;
    this.bridge = bridge;
    this.#stationClock = clock;
    this.clock = new RobotClock({ bridge, clock, sharesClock });
    this.commands = new RobotCommands(profile, bridge, this.clock);
    this.cameras = profile.cameras.map(({ name, rateHz }) => new Stream(name, 'camera', rateHz));
    this.states = profile.streams.map(({ name, rateHz }) => new Stream(name, 'state', rateHz));
    this.#stateSources = profile.state.map((name) => this.#sourceOf(name));
    this.#subscribe();
    this.#subscribeEchoes();
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
    if (this.clock.newestOffset() === null && commands.some(isStamped)) {
      return 'The robot’s clock is not known yet, and its commands need its time. Check that its state is stamped';
    }
    return null;
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
    this.commands.forgetGoals();
  }

  /** Between episodes nobody takes what came, so it must not pile up. */
  forgetSamples(): void {
    for (const stream of this.streams) stream.forget();
    this.commands.takeEchoes();
  }

  /** Every message of every topic as it comes, for one listener; null for none. */
  setRawListener(listener: ((message: RawMessage) => void) | null): void {
    this.#rawListener = listener;
  }

  /** Cameras whose raw frames come faster than this computer encodes them. */
  get overloadedCameras(): string[] {
    return Array.from(this.#encoders, ([name, { isOverloaded }]) => (isOverloaded ? name : [])).flat();
  }

  async close(): Promise<void> {
    this.clock.close();
    await this.bridge.close();
    await Promise.all(Array.from(this.#encoders.values(), (encoder) => encoder.close()));
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
          accept(this.clock.stamp(message, value));
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
            stream.push(this.clock.stamp(message, value));
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
        const sample = this.clock.stamp(message, message.data === true);
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
            this.commands.heard(topic, message, this.#stationClock.nowNs());
            this.faults.delete(topic);
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
    const arrived = this.clock.stamp(message, null);
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
    const receivedNs = this.#stationClock.nowNs();
    const robotNs = headerStampNs(message);
    const offsetNs = this.clock.offset()?.offsetNs ?? 0n;
    const receivedWallNs = this.#stationClock.wallNs(receivedNs);
    const stampWallNs = robotNs === null ? receivedWallNs : this.#stationClock.wallNs(robotNs + offsetNs);
    return { topic, type, receivedWallNs, stampWallNs, message };
  }

  #sourceOf(name: string): { stream: Stream<number[]>; index: number } {
    for (const [i, { values }] of this.profile.streams.entries()) {
      const index = values.findIndex((value) => value.name === name);
      if (index >= 0) return { stream: this.states[i]!, index };
    }
    throw new AppError('internal', `no stream has the state value "${name}"`);
  }
}
