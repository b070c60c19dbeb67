import { AppError } from '../../../core/errors.ts';
import type { TopicInfo } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { ChannelBook } from './channel-book.ts';
import { Lane } from './lane.ts';
import { Publishers } from './publishers.ts';
import { Services } from './services.ts';
import type { ServerFrame, ServerInfo, ServerText } from './wire.ts';

/** The lane of commands and services, and what the server tells on it about the robot. */
export class CommandLink {
  readonly lane: Lane;
  readonly publishers: Publishers;
  readonly services: Services;
  readonly #channels: ChannelBook;
  /** Publishers of each topic; null where the server does not tell. */
  #publisherCounts: Map<string, number> | null = null;
  #hasTime = false;
  #pingCount = 0;
  #timeListeners: ((robotNs: bigint) => void)[] = [];
  #advertiseListeners: (() => void)[] = [];
  #hasAdvertised = false;

  constructor(url: string, faults: FaultCounter, onLost: (reason: string) => void) {
    this.#channels = new ChannelBook(faults);
    this.lane = new Lane(
      { url, label: 'commands', faults, isAliveByData: false },
      {
        onOpen: (info) => this.#onOpen(info),
        onText: (message) => this.#onText(message),
        onFrame: (frame) => this.#onFrame(frame),
        onLost: (reason) => {
          this.#forget();
          this.publishers.onLost();
          this.services.onLost();
          onLost(reason);
        },
      },
    );
    this.publishers = new Publishers(this.lane, this.#channels, faults);
    this.services = new Services(this.lane, faults);
  }

  /**
   * The server's clock, from a server that tells its time. It sends that unasked, so the newest that came is of
   * unknown age; but frames stay in order, and the first that comes behind the answer to a ping was made after
   * the ping was sent. So it lies between call and return, as the answer to a question would.
   */
  robotTimeNs(timeoutMs: number): Promise<bigint | null> {
    if (!this.#hasTime || !this.lane.isOpen) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (robotNs: bigint | null): void => {
        clearTimeout(timer);
        this.#timeListeners = this.#timeListeners.filter((listener) => listener !== settle);
        resolve(robotNs);
      };
      const timer = setTimeout(() => settle(null), timeoutMs);
      this.#pingCount += 1;
      this.lane.ping(`time ${this.#pingCount}`, () => this.#timeListeners.push(settle));
    });
  }

  /** As {@link Bridge.topics}; waits for the server's list where it has just been connected to. */
  async topics(timeoutMs: number): Promise<TopicInfo[]> {
    if (!this.lane.isOpen) throw new AppError('unavailable', 'the topics are not known: there is no link');
    if (!this.#hasAdvertised) await this.#advertised(timeoutMs);
    const types = new Map([...this.#channels.all].map(({ topic, schemaName }) => [topic, schemaName]));
    return [...types].map(([name, type]) => ({ name, type }));
  }

  /** Without a graph, a topic that is not offered has no publisher; of others nothing is known. */
  hasPublisher(topic: string): boolean | null {
    if (!this.lane.isOpen || !this.#hasAdvertised) return null;
    if (this.#publisherCounts !== null) return (this.#publisherCounts.get(topic) ?? 0) > 0;
    return [...this.#channels.all].some((channel) => channel.topic === topic) ? null : false;
  }

  #onOpen(info: ServerInfo): void {
    this.#forget();
    this.#hasTime = info.capabilities.includes('time');
    this.publishers.onOpen(info);
    this.services.onOpen(info);
    if (info.capabilities.includes('connectionGraph')) this.lane.send({ op: 'subscribeConnectionGraph' });
  }

  #forget(): void {
    this.#channels.clear();
    this.#publisherCounts = null;
    this.#hasTime = false;
    this.#hasAdvertised = false;
  }

  #onText(message: ServerText): void {
    switch (message.op) {
      case 'advertise':
        this.#channels.add(message.channels);
        this.publishers.advertiseAll();
        this.#hasAdvertised = true;
        for (const listener of this.#advertiseListeners.splice(0)) listener();
        break;
      case 'unadvertise':
        this.#channels.remove(message.channelIds);
        break;
      case 'advertiseServices':
        this.services.add(message.services);
        break;
      case 'unadvertiseServices':
        this.services.remove(message.serviceIds);
        break;
      case 'serviceCallFailure':
        this.services.onFailure(message.callId, message.message);
        break;
      case 'connectionGraphUpdate': {
        this.#publisherCounts ??= new Map();
        for (const { name, publisherIds } of message.publishedTopics) {
          this.#publisherCounts.set(name, publisherIds.length);
        }
        for (const name of message.removedTopics) this.#publisherCounts.delete(name);
        break;
      }
    }
  }

  #onFrame(frame: ServerFrame): void {
    if (frame.op === 'response') this.services.onResponse(frame);
    else if (frame.op === 'time') for (const listener of this.#timeListeners) listener(frame.robotNs);
  }

  #advertised(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new AppError('timeout', `the server offered no topics within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#advertiseListeners.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
