import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf } from '../../../core/errors.ts';
import { toMs } from '../../../core/time.ts';
import { headerStampNs, writeStamp } from '../../ros-time.ts';
import type { Bridge, BridgeFault, BridgeStatus, RosMessage, Subscription, TopicInfo } from '../bridge.ts';
import { FaultCounter } from '../fault-counter.ts';
import { FrameFlow } from '../frame-flow.ts';
import type { WatchedSocket } from '../watched-socket.ts';
import { AckPinger } from './ack-pinger.ts';
import { type RosVersion, subscribeOperation, versionOfMessage } from './dialect.ts';
import { readFrame } from './incoming.ts';
import { Link } from './link.ts';
import { PendingCalls } from './pending-calls.ts';
import { Rosapi } from './rosapi.ts';

/** A command waits behind what is already in the socket; more than this is a stalled link. */
const MAX_BUFFERED_BYTES = 4096;
/** ROS connects publishers lazily: what is published sooner after "advertise" is lost, a hold among it. */
const ADVERTISE_MS = 300;
/** A server without rosapi may give no answer at all. */
const DETECT_TIMEOUT_MS = 1000;

export interface RosbridgeOptions {
  url: string;
  /** Overrides what the server is found to speak. */
  rosVersion?: RosVersion | undefined;
  /**
   * For a robot in stepped time: one socket carries all, so that commands, states and the service that steps
   * the time keep one order. What depends on the wall's time is left out.
   */
  isStepped?: boolean;
}

/**
 * A client of the rosbridge v2 protocol (ROSBRIDGE_PROTOCOL.md of rosbridge_suite), for its servers of ROS 1 and
 * ROS 2 and for ros2-web-bridge. Commands, states, images and services have a socket each: a connection is one
 * queue in these servers, and a command must not wait behind a picture or a running service.
 */
export class RosbridgeClient implements Bridge {
  readonly url: string;
  readonly #isStepped: boolean;
  readonly #knownVersion: RosVersion | undefined;
  readonly #link: Link;
  readonly #rosapi: Rosapi;
  readonly #faults = new FaultCounter();
  /** By topic. On the wire each is subscribed once, as its first listener wants it. */
  readonly #subscriptions = new Map<string, [Subscription, ...Subscription[]]>();
  readonly #flows = new Map<string, FrameFlow>();
  readonly #advertised = new Map<string, string>();
  readonly #calls = new PendingCalls();
  readonly #pinger: AckPinger;
  #rosVersion: RosVersion | null;
  #commandsFromMs = 0;
  #droppedCommands = 0;

  constructor({ url, rosVersion, isStepped = false }: RosbridgeOptions) {
    this.url = url;
    this.#isStepped = isStepped;
    this.#knownVersion = rosVersion;
    this.#rosVersion = rosVersion ?? null;
    this.#rosapi = new Rosapi((service, args, timeoutMs) => this.call(service, args, timeoutMs));
    this.#link = new Link(url, isStepped, {
      onMessage: (channel, data, isBinary) => this.#receive(channel, data, isBinary),
      onOversized: (reason) => this.#faults.count('oversized', reason),
      prepare: (channels) => this.#prepare(channels),
      sayGoodbye: (channel) => this.#sayGoodbye(channel),
      onLost: (channel) => this.#lose(channel),
    });
    const { state, video } = this.#link;
    this.#pinger = new AckPinger(() => {
      state.ping();
      video.ping();
    });
    void this.#link.keepUp();
  }

  get status(): BridgeStatus {
    return this.#link.status;
  }

  get isResponsive(): boolean {
    const { commands } = this.#link;
    return this.#link.isReady(commands) && commands.isResponsive;
  }

  get droppedCommands(): number {
    return this.#droppedCommands;
  }

  get faults(): ReadonlyMap<string, number> {
    return this.#faults.counts;
  }

  get thinned(): ReadonlyMap<string, number> {
    const thinned = new Map<string, number>();
    for (const [topic, { keepOneIn }] of this.#flows) if (keepOneIn > 1) thinned.set(topic, keepOneIn);
    return thinned;
  }

  onStatus(listener: (status: BridgeStatus) => void): void {
    this.#link.onStatus(listener);
  }

  onFault(listener: (fault: BridgeFault) => void): void {
    this.#faults.onFirst(listener);
  }

  subscribe(subscription: Subscription): void {
    const { topic, isImage, rateHz } = subscription;
    const others = this.#subscriptions.get(topic);
    if (others !== undefined) {
      others.push(subscription);
      return;
    }
    this.#subscriptions.set(topic, [subscription]);
    if (isImage && rateHz !== undefined && !this.#isStepped) this.#flows.set(topic, new FrameFlow());
    if (this.#link.isReady(this.#channelOf(subscription))) this.#sendSubscribe(subscription);
  }

  advertise(topic: string, type: string): void {
    this.#advertised.set(topic, type);
    if (this.#link.isReady(this.#link.commands)) this.#sendAdvertise(topic, type);
  }

  /** Sent also while another socket is down: when the state is lost, a hold must reach the robot above all. */
  publish(topic: string, message: RosMessage): boolean {
    const { commands } = this.#link;
    const canSend =
      this.isResponsive &&
      commands.bufferedBytes < MAX_BUFFERED_BYTES &&
      performance.now() >= this.#commandsFromMs;
    if (!canSend) {
      this.#droppedCommands += 1;
      return false;
    }
    commands.send({ op: 'publish', topic, msg: message });
    if (this.#rosVersion === 1 && !this.#isStepped) this.#pinger.keepOn();
    return true;
  }

  async call(service: string, args: RosMessage, timeoutMs: number, type?: string): Promise<RosMessage> {
    const { services, status } = this.#link;
    if (!services.isOpen) {
      throw new AppError('unavailable', `${service} was not called: the bridge is ${status.status}`);
    }
    return this.#calls.start(service, timeoutMs, (id) =>
      services.send({ op: 'call_service', id, service, type, args }),
    );
  }

  stamp(robotNs: bigint): RosMessage {
    // Whoever tells no version is ros2-web-bridge: rosapi comes with both others.
    return writeStamp(robotNs, this.#rosVersion ?? 2);
  }

  robotTimeNs(timeoutMs: number): Promise<bigint | null> {
    return this.#rosapi.timeNs(timeoutMs);
  }

  topics(timeoutMs: number): Promise<TopicInfo[]> {
    return this.#rosapi.topics(timeoutMs);
  }

  hasPublisher(topic: string, timeoutMs: number): Promise<boolean | null> {
    return this.#rosapi.hasPublisher(topic, timeoutMs);
  }

  async close(): Promise<void> {
    this.#pinger.stop();
    await this.#link.close();
    this.#calls.failAll('the bridge was closed before the service answered');
  }

  #channelOf({ isImage }: Subscription): WatchedSocket {
    return isImage ? this.#link.video : this.#link.state;
  }

  async #prepare(channels: readonly WatchedSocket[]): Promise<void> {
    const { commands, services } = this.#link;
    if (this.#knownVersion === undefined && channels.includes(services)) {
      this.#rosVersion = await this.#rosapi.rosVersion(DETECT_TIMEOUT_MS);
    }
    for (const channel of channels) {
      this.#link.markReady(channel);
      for (const [first] of this.#subscriptions.values()) {
        if (this.#channelOf(first) === channel) this.#sendSubscribe(first);
      }
      if (channel !== commands) continue;
      for (const [topic, type] of this.#advertised) this.#sendAdvertise(topic, type);
    }
    // Up means that a command would be heard.
    while (performance.now() < this.#commandsFromMs) {
      await sleep(Math.ceil(this.#commandsFromMs - performance.now()));
    }
  }

  #sayGoodbye(channel: WatchedSocket): void {
    for (const [topic, [first]] of this.#subscriptions) {
      if (this.#channelOf(first) === channel) channel.send({ op: 'unsubscribe', topic });
    }
    if (channel !== this.#link.commands) return;
    for (const topic of this.#advertised.keys()) channel.send({ op: 'unadvertise', topic });
  }

  #lose(channel: WatchedSocket): void {
    if (channel === this.#link.services) {
      this.#calls.failAll('the bridge went down before the service answered');
    }
  }

  #receive(channel: WatchedSocket, data: Buffer, isBinary: boolean): void {
    const { incoming, fault } = readFrame(data, isBinary);
    if (fault !== null) {
      this.#faults.count(fault.kind, `${fault.message} (${channel.label})`);
      return;
    }
    // What flows proves a socket that is there to bring it; on the command socket only answers do.
    if (channel !== this.#link.commands || incoming.op === 'service_response') channel.heardAnswer();
    switch (incoming.op) {
      case 'publish':
        this.#handOn(incoming.topic, incoming.msg);
        return;
      case 'service_response':
        this.#calls.answer(incoming.id, incoming.isOk, incoming.values);
        return;
      case 'status':
        if (!incoming.isError) return;
        if (incoming.id !== null && this.#calls.answer(incoming.id, false, incoming.text)) return;
        this.#faults.count('refused', `the bridge refused an operation: ${incoming.text}`);
    }
  }

  #handOn(topic: string, message: RosMessage): void {
    const subscriptions = this.#subscriptions.get(topic);
    if (subscriptions === undefined) {
      const text = `a message of ${topic} came, which nobody asked for`;
      this.#faults.count('unexpected-topic', text);
      return;
    }
    this.#rosVersion ??= versionOfMessage(message);
    for (const { onMessage } of subscriptions) {
      try {
        onMessage(message);
      } catch (error) {
        this.#faults.count(`unusable ${topic}`, `a message of ${topic} is of no use: ${messageOf(error)}`);
      }
    }
    this.#keepUp(subscriptions[0], message);
  }

  /** Frames that come ever later wait in the server's queue: asking for fewer empties it, or a new socket does. */
  #keepUp(subscription: Subscription, message: RosMessage): void {
    const { topic } = subscription;
    const flow = this.#flows.get(topic);
    const stampNs = flow === undefined ? null : headerStampNs(message);
    if (flow === undefined || stampNs === null) return;
    const action = flow.observe(toMs(stampNs), performance.now());
    if (action === null) return;
    if (action !== 'restore') {
      const answer = action === 'thin' ? 'fewer are asked for' : 'the video socket is renewed';
      this.#faults.count(`late-frames ${action}`, `the frames of ${topic} come ever later: ${answer}`);
    }
    if (action === 'reconnect') {
      void this.#link.renew(this.#link.video, `the frames of ${topic} came too late`);
      return;
    }
    // A second subscription would be merged with the first, and the faster of the two would win.
    this.#link.video.send({ op: 'unsubscribe', topic });
    this.#sendSubscribe(subscription);
  }

  #sendSubscribe(subscription: Subscription): void {
    const keepOneIn = this.#flows.get(subscription.topic)?.keepOneIn ?? 1;
    this.#channelOf(subscription).send(subscribeOperation(subscription, this.#rosVersion, keepOneIn));
  }

  #sendAdvertise(topic: string, type: string): void {
    this.#link.commands.send({ op: 'advertise', topic, type, queue_size: 1 });
    if (!this.#isStepped) this.#commandsFromMs = performance.now() + ADVERTISE_MS;
  }
}
