import type { WebSocket } from 'ws';
import { fromMs } from '../../../core/time.ts';
import { encodePublish, type Frame, hasStringArray, type Message } from './encoding.ts';
import type { Compression, SubscribeOperation } from './operations.ts';
import type { Quirks } from './quirks.ts';
import { IMAGE_TOPICS } from './topics.ts';

/** Above this many unsent bytes a client is slow, and images wait. */
const SLOW_BYTES = 256 * 1024;
/** A client that is this far behind does not read at all: it is let go before it fills the memory. */
const GONE_BYTES = 64 * 1024 * 1024;

interface Subscription {
  compression: Compression;
  throttleNs: bigint;
  queueLength: number;
  lastSentNs: bigint | null;
}

/** One connected client: what it wants to hear, and how much it can take. */
export class Subscriber {
  /** Images that were replaced by newer ones because the client was slow. */
  droppedImages = 0;
  readonly #socket: WebSocket;
  readonly #isLossless: boolean;
  readonly #quirks: Quirks;
  readonly #subscriptions = new Map<string, Subscription>();
  /** The newest image of each topic that waits for the socket. */
  readonly #waiting = new Map<string, Frame>();

  /** @param isLossless send every image, however slow the client: in lockstep it asks for no more than it reads. */
  constructor(socket: WebSocket, isLossless: boolean, quirks: Quirks) {
    this.#socket = socket;
    this.#isLossless = isLossless || !quirks.dropsForSlow;
    this.#quirks = quirks;
  }

  /** A second subscription to a topic changes the first, as in rosbridge: the faster and the more compact wins. */
  subscribe({ topic, compression, throttle_rate, queue_length }: SubscribeOperation): void {
    const { heedsOptions } = this.#quirks;
    const known = this.#subscriptions.get(topic);
    const throttleNs = heedsOptions ? fromMs(throttle_rate) : 0n;
    this.#subscriptions.set(topic, {
      compression:
        heedsOptions && known?.compression !== 'cbor' ? compression : (known?.compression ?? 'none'),
      throttleNs: known !== undefined && known.throttleNs < throttleNs ? known.throttleNs : throttleNs,
      queueLength: Math.min(queue_length, known?.queueLength ?? queue_length),
      lastSentNs: known?.lastSentNs ?? null,
    });
  }

  unsubscribe(topic: string): void {
    this.#subscriptions.delete(topic);
    this.#waiting.delete(topic);
  }

  isSubscribed(topic: string): boolean {
    return this.#subscriptions.has(topic);
  }

  /** Whether any of its subscriptions has a queue. */
  get hasQueue(): boolean {
    return [...this.#subscriptions.values()].some(({ queueLength }) => queueLength > 0);
  }

  /** Whether a topic has no queue for this client, which does not keep up. */
  blocks(topic: string): boolean {
    return this.#subscriptions.get(topic)?.queueLength === 0 && this.#isSlow();
  }

  /** @param encoded frames of this message by compression, shared by all subscribers so that each is made once. */
  publish(topic: string, message: Message, timeNs: bigint, encoded: Map<Compression, Frame>): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription === undefined || this.#socket.readyState !== this.#socket.OPEN) return;
    const { compression, throttleNs, lastSentNs } = subscription;
    if (lastSentNs !== null && timeNs - lastSentNs < throttleNs) return;
    if (compression === 'cbor' && this.#quirks.losesStringArrays && hasStringArray(message)) return;
    if (this.#socket.bufferedAmount > GONE_BYTES) {
      this.#socket.terminate();
      return;
    }
    subscription.lastSentNs = timeNs;

    let frame = encoded.get(compression);
    if (frame === undefined) {
      frame = encodePublish(topic, message, compression, this.#quirks.jsonBytes);
      encoded.set(compression, frame);
    }
    if (!this.#isLossless && IMAGE_TOPICS.has(topic) && this.#isSlow()) {
      if (this.#waiting.has(topic)) this.droppedImages++;
      this.#waiting.set(topic, frame);
    } else {
      this.#waiting.delete(topic);
      this.#socket.send(frame, this.#sendWaiting);
    }
  }

  #isSlow(): boolean {
    return this.#socket.bufferedAmount > SLOW_BYTES;
  }

  /** Called when a frame has left: the newest images follow as soon as there is room. */
  readonly #sendWaiting = (): void => {
    for (const [topic, frame] of this.#waiting) {
      if (this.#isSlow() || this.#socket.readyState !== this.#socket.OPEN) return;
      this.#waiting.delete(topic);
      this.#socket.send(frame, this.#sendWaiting);
    }
  };
}
