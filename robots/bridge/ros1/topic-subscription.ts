import { PublisherLink, type PublisherLinkOptions } from './publisher-link.ts';

/** All publishers of one topic, by the address of their node. */
export class TopicSubscription {
  readonly topic: string;
  readonly type: string;
  readonly #options: Omit<PublisherLinkOptions, 'nodeUri'>;
  readonly #links = new Map<string, PublisherLink>();

  constructor(options: Omit<PublisherLinkOptions, 'nodeUri'>) {
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
      this.#links.set(nodeUri, new PublisherLink({ ...this.#options, nodeUri }));
    }
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }
}
