import { messageOf } from '../../../core/errors.ts';
import type { RosMessage, Subscription } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import type { MessageCodec } from '../message-codec.ts';
import { ChannelBook } from './channel-book.ts';
import { Lane } from './lane.ts';
import type { ServerFrame, ServerText } from './wire.ts';

interface Active {
  topic: string;
  channelId: number;
  codec: MessageCodec;
}

/**
 * What comes over one lane: topics are subscribed to as soon as the server has a channel for them, and anew
 * when they come back under another id.
 */
export class Streams {
  readonly lane: Lane;
  readonly #faults: FaultCounter;
  readonly #channels: ChannelBook;
  readonly #wanted = new Map<string, Subscription[]>();
  readonly #active = new Map<number, Active>();
  #lastId = 0;

  constructor(url: string, label: string, faults: FaultCounter, onLost: (reason: string) => void) {
    this.#faults = faults;
    this.#channels = new ChannelBook(faults);
    this.lane = new Lane(
      { url, label, faults, isAliveByData: true },
      {
        onOpen: () => this.#reset(),
        onText: (message) => this.#onText(message),
        onFrame: (frame) => this.#onFrame(frame),
        onLost: (reason) => {
          this.#reset();
          onLost(reason);
        },
      },
    );
  }

  add(subscription: Subscription): void {
    const known = this.#wanted.get(subscription.topic);
    if (known === undefined) this.#wanted.set(subscription.topic, [subscription]);
    else known.push(subscription);
    this.#subscribeToAll();
  }

  unsubscribe(): void {
    if (this.#active.size > 0) {
      this.lane.send({ op: 'unsubscribe', subscriptionIds: [...this.#active.keys()] });
    }
    this.#wanted.clear();
    this.#active.clear();
  }

  #reset(): void {
    this.#channels.clear();
    this.#active.clear();
  }

  #onText(message: ServerText): void {
    if (message.op === 'advertise') {
      this.#channels.add(message.channels);
      this.#subscribeToAll();
    } else if (message.op === 'unadvertise') {
      this.#channels.remove(message.channelIds);
      for (const [id, { channelId }] of this.#active) {
        if (message.channelIds.includes(channelId)) this.#active.delete(id);
      }
      // The topic may have another channel.
      this.#subscribeToAll();
    }
  }

  #subscribeToAll(): void {
    if (!this.lane.isOpen) return;
    const subscribed = new Set([...this.#active.values()].map(({ topic }) => topic));
    const subscriptions: { id: number; channelId: number }[] = [];
    for (const [topic, [first]] of this.#wanted) {
      if (subscribed.has(topic)) continue;
      const found = this.#channels.find(topic, first!.type);
      if (found === null) continue;
      this.#lastId += 1;
      subscriptions.push({ id: this.#lastId, channelId: found.channel.id });
      this.#active.set(this.#lastId, { topic, channelId: found.channel.id, codec: found.codec });
    }
    if (subscriptions.length > 0) this.lane.send({ op: 'subscribe', subscriptions });
  }

  #onFrame(frame: ServerFrame): void {
    if (frame.op !== 'message') return;
    const active = this.#active.get(frame.subscriptionId);
    if (active === undefined) {
      this.#faults.count(
        'unknown-subscription',
        `a message for ${frame.subscriptionId}, which nobody asked for`,
      );
      return;
    }
    const { topic, codec } = active;
    let message: RosMessage;
    try {
      message = codec.read(frame.payload);
    } catch (error) {
      const size = frame.payload.byteLength;
      this.#faults.count(`malformed-${codec.encoding}`, `${size} bytes of ${topic}: ${messageOf(error)}`);
      return;
    }
    for (const { onMessage } of this.#wanted.get(topic) ?? []) onMessage(message);
  }
}
