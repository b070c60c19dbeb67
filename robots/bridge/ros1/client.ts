import { AppError, messageOf } from '../../../core/errors.ts';
import { NS_PER_S } from '../../../core/time.ts';
import { backoffMs } from '../backoff.ts';
import type { Bridge, BridgeFault, BridgeStatus, RosMessage, Subscription, TopicInfo } from '../bridge.ts';
import { FaultCounter } from '../fault-counter.ts';
import { shortTypeName } from '../known-definitions.ts';
import { CommandTopic } from './command-topic.ts';
import { RosMaster } from './master.ts';
import { NodeServer } from './node-server.ts';
import { PeerWatch } from './peer-watch.ts';
import { callService } from './service-call.ts';
import { TopicSubscription } from './topic-subscription.ts';

const REQUEST_TIMEOUT_MS = 2000;
const CLOSE_TIMEOUT_MS = 500;
const WATCH_PERIOD_MS = 100;

export interface Ros1Options {
  /** The master's, such as `http://robot:11311`. */
  url: string;
  /** What the robot calls this computer, where that is not its address on the way to the master. */
  hostname?: string | undefined;
}

/**
 * A robot without a bridge: Retrace as a node among those of a ROS 1 master, over TCPROS. Streams come straight
 * from the nodes that publish them and outlive the master; commands go out only while the master, and every
 * node that listens to them, have answered within 300 ms.
 */
export class Ros1Client implements Bridge {
  readonly url: string;
  readonly #hostname: string | undefined;
  readonly #callerId = `/retrace_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  readonly #master: RosMaster;
  readonly #faults = new FaultCounter();
  readonly #subscriptions = new Map<string, TopicSubscription>();
  readonly #commands = new Map<string, CommandTopic>();
  readonly #statusListeners: ((status: BridgeStatus) => void)[] = [];
  #status: BridgeStatus = { status: 'connecting', reason: '' };
  #server: NodeServer | null = null;
  #watch: PeerWatch | null = null;
  #attempt = 0;
  #retryTimer: NodeJS.Timeout | null = null;
  #droppedCommands = 0;
  #isClosed = false;

  constructor({ url, hostname }: Ros1Options) {
    this.url = url;
    this.#hostname = hostname;
    this.#master = new RosMaster(url, this.#callerId);
    void this.#connect();
  }

  get status(): BridgeStatus {
    return this.#status;
  }

  get isResponsive(): boolean {
    if (this.#watch?.isResponsive !== true) return false;
    return [...this.#commands.values()].every((topic) => topic.isResponsive);
  }

  get droppedCommands(): number {
    return this.#droppedCommands;
  }

  get faults(): ReadonlyMap<string, number> {
    return this.#faults.counts;
  }

  onStatus(listener: (status: BridgeStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  onFault(listener: (fault: BridgeFault) => void): void {
    this.#faults.onFirst(listener);
  }

  subscribe({ topic, type, onMessage }: Subscription): void {
    const known = this.#subscriptions.get(topic);
    if (known !== undefined) {
      known.listeners.push(onMessage);
      return;
    }
    const subscription = new TopicSubscription({
      callerId: this.#callerId,
      topic,
      type: shortTypeName(type),
      faults: this.#faults,
    });
    subscription.listeners.push(onMessage);
    this.#subscriptions.set(topic, subscription);
    if (this.#isRegistering) void this.#orFault(this.#registerSubscriber(subscription));
  }

  /** @throws AppError `not-found` for a type that Retrace does not know */
  advertise(topic: string, type: string): void {
    const command: CommandTopic = new CommandTopic({
      callerId: this.#callerId,
      topic,
      type: shortTypeName(type),
      faults: this.#faults,
      findNode: (name, timeoutMs) => this.#master.lookupNode(name, timeoutMs),
      announce: () => this.#registerPublisher(command),
    });
    this.#commands.set(topic, command);
    if (this.#isRegistering) void this.#orFault(this.#registerPublisher(command));
  }

  publish(topic: string, message: RosMessage): boolean {
    const isSent = this.isResponsive && this.#commands.get(topic)?.send(message) === true;
    if (!isSent) this.#droppedCommands += 1;
    return isSent;
  }

  async call(service: string, args: RosMessage, timeoutMs: number): Promise<RosMessage> {
    this.#expectUp();
    const serviceUri = await this.#master.lookupService(service, timeoutMs);
    return callService(serviceUri, service, this.#callerId, args, timeoutMs);
  }

  stamp(robotNs: bigint): RosMessage {
    return { sec: Number(robotNs / NS_PER_S), nsec: Number(robotNs % NS_PER_S) };
  }

  /** A master tells no time. */
  async robotTimeNs(): Promise<null> {
    return null;
  }

  async topics(timeoutMs: number): Promise<TopicInfo[]> {
    this.#expectUp();
    return this.#master.topics(timeoutMs);
  }

  async hasPublisher(topic: string, timeoutMs: number): Promise<boolean> {
    this.#expectUp();
    return this.#master.hasPublisher(topic, timeoutMs);
  }

  /** Says goodbye to the master first: it never forgets a node that does not. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    const isKnown = this.#status.status !== 'down';
    this.#stopWatch();
    for (const subscription of this.#subscriptions.values()) subscription.close();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    if (isKnown) {
      await Promise.allSettled([
        ...Array.from(this.#subscriptions.keys(), (topic) =>
          this.#master.unregisterSubscriber(topic, server.apiUri, CLOSE_TIMEOUT_MS),
        ),
        ...Array.from(this.#commands.keys(), (topic) =>
          this.#master.unregisterPublisher(topic, server.apiUri, CLOSE_TIMEOUT_MS),
        ),
      ]);
    }
    for (const command of this.#commands.values()) command.close();
    server.close();
  }

  /** Whether a topic that is new now would miss the registration of all. */
  get #isRegistering(): boolean {
    return this.#server !== null && this.#status.status !== 'down';
  }

  async #connect(): Promise<void> {
    try {
      await this.#openServer();
      if (this.#isClosed) return;
      await Promise.all([
        ...Array.from(this.#subscriptions.values(), (topic) => this.#registerSubscriber(topic)),
        ...Array.from(this.#commands.values(), (topic) => this.#registerPublisher(topic)),
      ]);
    } catch (error) {
      this.#retry(messageOf(error));
      return;
    }
    if (this.#isClosed) return;
    this.#attempt = 0;
    this.#watch = new PeerWatch({
      periodMs: WATCH_PERIOD_MS,
      ask: (timeoutMs) => this.#askMaster(timeoutMs),
      onDead: (reason) => this.#lose(`the ROS master is silent: ${reason}`),
    });
    this.#setStatus({ status: 'up', reason: '' });
  }

  /** A restarted master knows nobody, and no node of ROS 1 tells it again by itself. Retrace does. */
  async #askMaster(timeoutMs: number): Promise<void> {
    const watch = this.#watch;
    try {
      await this.#master.lookupNode(this.#callerId, timeoutMs);
    } catch (error) {
      const isRefusal = error instanceof AppError && error.code === 'not-allowed';
      if (!isRefusal) throw error;
      const isRegistered = this.#subscriptions.size + this.#commands.size > 0;
      if (isRegistered && watch === this.#watch) this.#lose('the ROS master was restarted');
    }
  }

  #lose(reason: string): void {
    this.#stopWatch();
    this.#retry(reason);
  }

  #retry(reason: string): void {
    if (this.#isClosed) return;
    this.#setStatus({ status: 'down', reason });
    this.#retryTimer = setTimeout(() => void this.#connect(), backoffMs(this.#attempt));
    this.#attempt += 1;
  }

  #stopWatch(): void {
    this.#watch?.stop();
    this.#watch = null;
  }

  async #openServer(): Promise<void> {
    const bindAddress = await this.#master.localAddress(REQUEST_TIMEOUT_MS);
    if (this.#server?.bindAddress === bindAddress) return;
    this.#server?.close();
    this.#server = await NodeServer.open({
      bindAddress,
      hostname: this.#hostname ?? bindAddress,
      masterUri: this.url,
      faults: this.#faults,
      publications: () => Array.from(this.#commands.values(), ({ topic, type }) => [topic, type]),
      subscriptions: () => Array.from(this.#subscriptions.values(), ({ topic, type }) => [topic, type]),
      onPublishers: (topic, nodeUris) => {
        this.#subscriptions.get(topic)?.setPublishers(this.#others(nodeUris), false);
      },
      onSubscriber: (socket, header) => {
        const command = this.#commands.get(header.get('topic') ?? '');
        if (command === undefined) socket.destroy();
        else command.accept(socket, header);
      },
    });
    if (this.#isClosed) this.#server.close();
  }

  async #registerSubscriber(subscription: TopicSubscription): Promise<void> {
    const { topic, type } = subscription;
    const { apiUri } = this.#server!;
    const nodeUris = await this.#master.registerSubscriber(topic, type, apiUri, REQUEST_TIMEOUT_MS);
    if (!this.#isClosed) subscription.setPublishers(this.#others(nodeUris), true);
  }

  /** What this node itself publishes would come back without having been anywhere. */
  #others(nodeUris: readonly string[]): string[] {
    return nodeUris.filter((uri) => uri !== this.#server?.apiUri);
  }

  #registerPublisher({ topic, type }: CommandTopic): Promise<void> {
    return this.#master.registerPublisher(topic, type, this.#server!.apiUri, REQUEST_TIMEOUT_MS);
  }

  async #orFault(registration: Promise<void>): Promise<void> {
    try {
      await registration;
    } catch (error) {
      this.#faults.count('registration', messageOf(error));
    }
  }

  #expectUp(): void {
    if (this.#watch === null) throw new AppError('unavailable', `no link to the ROS master (${this.url})`);
  }

  #setStatus(status: BridgeStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
