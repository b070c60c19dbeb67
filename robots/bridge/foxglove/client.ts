import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../../core/errors.ts';
import { writeStamp } from '../../ros-time.ts';
import { backoffMs } from '../backoff.ts';
import type { Bridge, BridgeFault, BridgeStatus, RosMessage, Subscription, TopicInfo } from '../bridge.ts';
import { FaultCounter } from '../fault-counter.ts';
import { CommandLink } from './command-link.ts';
import { POLITE_CLOSE_MS, Streams } from './streams.ts';

/** A link that has stood for so long was a good one: what broke it is new. */
const STEADY_MS = 5000;

/**
 * A client of the Foxglove WebSocket protocol. It has three sockets, since what a socket carries comes in its
 * order: a command must not wait for a picture, and neither must the state that tells what the command did.
 * Services share the socket of the commands: these servers answer them beside their reading.
 */
export class FoxgloveClient implements Bridge {
  readonly url: string;
  readonly #faults = new FaultCounter();
  readonly #commands: CommandLink;
  readonly #state: Streams;
  readonly #video: Streams;
  readonly #statusListeners: ((status: BridgeStatus) => void)[] = [];
  readonly #closing = new AbortController();
  #status: BridgeStatus = { status: 'connecting', reason: 'first attempt' };
  #isConnecting = false;
  #mustPause = false;
  #attempt = 0;
  #upSinceMs = 0;

  constructor({ url }: { url: string }) {
    this.url = url;
    const onLost = (reason: string): void => this.#onLost(reason);
    this.#commands = new CommandLink(url, this.#faults, onLost);
    this.#state = new Streams(url, 'state', this.#faults, onLost);
    this.#video = new Streams(url, 'video', this.#faults, onLost);
    void this.#keepConnected();
  }

  get status(): BridgeStatus {
    return this.#status;
  }

  /** Of the commands: a hold can still be sent while pictures fail. */
  get isResponsive(): boolean {
    return this.#commands.lane.isResponsive;
  }

  get droppedCommands(): number {
    return this.#commands.publishers.dropped;
  }

  onStatus(listener: (status: BridgeStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  subscribe(subscription: Subscription): void {
    (subscription.isImage ? this.#video : this.#state).add(subscription);
  }

  advertise(topic: string, type: string): void {
    this.#commands.publishers.advertise(topic, type);
  }

  publish(topic: string, message: RosMessage): boolean {
    return this.#commands.publishers.publish(topic, message);
  }

  call(service: string, args: RosMessage, timeoutMs: number): Promise<RosMessage> {
    return this.#commands.services.call(service, args, timeoutMs);
  }

  /** As ROS 2 spells it; writing a message turns it into what its encoding has. */
  stamp(robotNs: bigint): RosMessage {
    return writeStamp(robotNs, 2);
  }

  robotTimeNs(timeoutMs: number): Promise<bigint | null> {
    return this.#commands.robotTimeNs(timeoutMs);
  }

  topics(timeoutMs: number): Promise<TopicInfo[]> {
    return this.#commands.topics(timeoutMs);
  }

  async hasPublisher(topic: string): Promise<boolean | null> {
    return this.#commands.hasPublisher(topic);
  }

  get faults(): ReadonlyMap<string, number> {
    return this.#faults.counts;
  }

  onFault(listener: (fault: BridgeFault) => void): void {
    this.#faults.onFirst(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const lanes = this.#lanes;
    if (lanes.some((lane) => lane.isOpen)) {
      this.#state.unsubscribe();
      this.#video.unsubscribe();
      this.#commands.publishers.unadvertise();
      await delay(POLITE_CLOSE_MS);
    }
    for (const lane of lanes) lane.close();
  }

  /** In the order in which they are connected: whoever can be commanded can be held. */
  get #lanes() {
    return [this.#commands.lane, this.#state.lane, this.#video.lane];
  }

  /** Connects what is not connected, one attempt at a time. */
  async #keepConnected(): Promise<void> {
    if (this.#isConnecting) return;
    this.#isConnecting = true;
    for (;;) {
      if (this.#mustPause) await this.#pause();
      if (this.#closing.signal.aborted) return;
      const lane = this.#lanes.find(({ isOpen }) => !isOpen);
      if (lane === undefined) break;
      try {
        await lane.open();
      } catch (error) {
        this.#mustPause = true;
        if (!this.#closing.signal.aborted) this.#setStatus({ status: 'down', reason: messageOf(error) });
      }
    }
    this.#isConnecting = false;
    this.#upSinceMs = performance.now();
    this.#setStatus({ status: 'up', reason: '' });
  }

  async #pause(): Promise<void> {
    this.#mustPause = false;
    const waitMs = backoffMs(this.#attempt);
    this.#attempt += 1;
    await delay(waitMs, undefined, { signal: this.#closing.signal }).catch(() => {});
  }

  #onLost(reason: string): void {
    if (this.#closing.signal.aborted) return;
    const wasSteady = this.#status.status === 'up' && performance.now() - this.#upSinceMs > STEADY_MS;
    if (wasSteady) this.#attempt = 0;
    this.#mustPause = true;
    this.#setStatus({ status: 'down', reason });
    void this.#keepConnected();
  }

  #setStatus(status: BridgeStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
