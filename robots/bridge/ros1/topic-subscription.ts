import { messageOf } from '../../../core/errors.ts';
import type { RosMessage } from '../bridge.ts';
import { PublisherLink, type PublisherLinkOptions } from './publisher-link.ts';

type Options = Omit<PublisherLinkOptions, 'nodeUri' | 'onMessage'>;

/** All publishers of one topic, by the address of their node. */
export class TopicSubscription {
  readonly topic: string;
  readonly type: string;
  readonly listeners: ((message: RosMessage) => void)[] = [];
  readonly #options: Options;
  readonly #links = new Map<string, PublisherLink>();

  constructor(options: Options) {
    this.topic = options.topic;
    this.type = options.type;
    this.#options = options;
  }

  /**
   * These publish now, says the master. A master that has just been restarted knows only who came since,
   * so a link on which messages may still come outlives its answer to a registration.
   */
  setPublishers(nodeUris: readonly string[], isRegistration: boolean): void {
    for (const [nodeUri, link] of this.#links) {
      if (nodeUris.includes(nodeUri) || (isRegistration && link.isConnected)) continue;
      link.close();
      this.#links.delete(nodeUri);
    }
    for (const nodeUri of nodeUris) {
      if (this.#links.has(nodeUri)) continue;
      const link = new PublisherLink({
        ...this.#options,
        nodeUri,
        onMessage: (message) => this.#handOn(message),
      });
      this.#links.set(nodeUri, link);
    }
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  #handOn(message: RosMessage): void {
    const { topic, faults } = this.#options;
    for (const listener of this.listeners) {
      try {
        listener(message);
      } catch (error) {
        faults.count(`unusable ${topic}`, `a message of ${topic} is of no use: ${messageOf(error)}`);
      }
    }
  }
}
