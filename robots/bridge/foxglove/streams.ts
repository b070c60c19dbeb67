import { messageOf } from '../../../core/errors.ts';
import { toMs } from '../../../core/time.ts';
import { headerStampNs } from '../../ros-time.ts';
import type { RosMessage, Subscription } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { FrameFlow } from '../frame-flow.ts';
import type { MessageCodec } from '../message-codec.ts';
import { ChannelBook } from './channel-book.ts';
import { Lane } from './lane.ts';
import type { ServerFrame, ServerText } from './wire.ts';

/** Servers take a moment to unsubscribe. */
export const POLITE_CLOSE_MS = 150;

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
  readonly #flows = new Map<string, FrameFlow>();
  #isLeaving = false;
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
    if (subscription.isImage) this.#flows.set(subscription.topic, new FrameFlow(1));
    this.#subscribeToAll();
  }

  /** Before the lane is closed. */
  unsubscribe(): void {
    if (this.#active.size > 0) {
      this.lane.send({ op: 'unsubscribe', subscriptionIds: [...this.#active.keys()] });
    }
    this.#active.clear();
    this.#isLeaving = true;
  }

  #reset(): void {
    this.#channels.clear();
    this.#active.clear();
    this.#isLeaving = false;
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
    if (!this.lane.isOpen || this.#isLeaving) return;
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
      // Some are still under way when nobody wants them any more.
      if (this.#isLeaving) return;
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
    for (const { onMessage } of this.#wanted.get(topic) ?? []) {
      try {
        onMessage(message);
      } catch (error) {
        this.#faults.count(`unusable ${topic}`, `a message of ${topic} is of no use: ${messageOf(error)}`);
      }
    }
    this.#keepUp(topic, message);
  }

  /**
   * Frames that come ever later wait in the server's queue. It cannot be asked for fewer, but a new socket has an
   * empty queue.
   */
  #keepUp(topic: string, message: RosMessage): void {
    const flow = this.#flows.get(topic);
    const stampNs = flow === undefined ? null : headerStampNs(message);
    if (flow === undefined || stampNs === null || this.#isLeaving) return;
    if (flow.observe(toMs(stampNs), performance.now()) !== 'reconnect') return;
    this.#faults.count('late-frames', `the frames of ${topic} come ever later: the video socket is renewed`);
    this.unsubscribe();
    setTimeout(() => this.lane.close(`the frames of ${topic} came too late`), POLITE_CLOSE_MS);
  }
}
