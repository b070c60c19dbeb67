import { messageOf } from '../../../core/errors.ts';
import type { RosMessage } from '../bridge.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { knownDefinition, shortTypeName } from '../known-definitions.ts';
import { type Encoding, type MessageCodec, openCodec } from '../message-codec.ts';
import type { ChannelBook } from './channel-book.ts';
import type { Lane } from './lane.ts';
import { type ServerInfo, writeMessage } from './wire.ts';

/** A command waits behind what is already in the socket; more than this is a stalled link. */
const MAX_BUFFERED_BYTES = 4096;
/** ROS connects a new publisher to its subscribers in the background; what is sent before that is lost unseen. */
const CONNECT_MS = 300;

interface Publisher {
  channelId: number;
  codec: MessageCodec;
  /** On this process's clock. */
  advertisedMs: number;
}

/** The topics that are commanded. Nothing is ever queued: what cannot be sent now is dropped. */
export class Publishers {
  dropped = 0;
  readonly #lane: Lane;
  readonly #channels: ChannelBook;
  readonly #faults: FaultCounter;
  readonly #wanted = new Map<string, string>();
  readonly #ready = new Map<string, Publisher>();
  #encodings: readonly string[] = [];
  #lastId = 0;

  constructor(lane: Lane, channels: ChannelBook, faults: FaultCounter) {
    this.#lane = lane;
    this.#channels = channels;
    this.#faults = faults;
  }

  advertise(topic: string, type: string): void {
    this.#wanted.set(topic, type);
    this.advertiseAll();
  }

  onOpen({ capabilities, supportedEncodings }: ServerInfo): void {
    this.#ready.clear();
    this.#encodings = capabilities.includes('clientPublish') ? (supportedEncodings ?? []) : [];
    this.advertiseAll();
  }

  onLost(): void {
    this.#ready.clear();
  }

  /** Whatever can be by now: the definition of a type may come with a channel that has it. */
  advertiseAll(): void {
    if (!this.#lane.isOpen) return;
    const channels: object[] = [];
    for (const [topic, type] of this.#wanted) {
      if (this.#ready.has(topic)) continue;
      const codec = this.#codecFor(type);
      if (codec === null) continue;
      this.#lastId += 1;
      this.#ready.set(topic, { channelId: this.#lastId, codec, advertisedMs: performance.now() });
      const { encoding } = codec;
      channels.push({ id: this.#lastId, topic, encoding, schemaName: spell(type, encoding) });
    }
    if (channels.length > 0) this.#lane.send({ op: 'advertise', channels });
  }

  unadvertise(): void {
    const channelIds = [...this.#ready.values()].map(({ channelId }) => channelId);
    if (channelIds.length > 0) this.#lane.send({ op: 'unadvertise', channelIds });
    this.#wanted.clear();
    this.#ready.clear();
  }

  /** False when the command was dropped. */
  publish(topic: string, message: RosMessage): boolean {
    const isSent = this.#send(topic, message);
    if (!isSent) this.dropped += 1;
    return isSent;
  }

  #send(topic: string, message: RosMessage): boolean {
    if (!this.#lane.isResponsive || this.#lane.bufferedBytes >= MAX_BUFFERED_BYTES) return false;
    const publisher = this.#ready.get(topic);
    if (publisher === undefined) {
      this.#faults.count(`not-advertised ${topic}`, this.#whyNot(topic));
      return false;
    }
    const { channelId, codec, advertisedMs } = publisher;
    if (performance.now() - advertisedMs < CONNECT_MS) return false;
    try {
      this.#lane.send(writeMessage(channelId, codec.write(message)));
      return true;
    } catch (error) {
      this.#faults.count(`unwritable ${topic}`, `a command for ${topic} was not sent: ${messageOf(error)}`);
      return false;
    }
  }

  /** Binary before JSON: the server need not build a message of text for every command. */
  #codecFor(type: string): MessageCodec | null {
    for (const encoding of ['cdr', 'ros1'] as const) {
      if (!this.#encodings.includes(encoding)) continue;
      const offered = this.#offered(type, encoding);
      if (offered !== null) return offered;
      const definition = knownDefinition(type, encoding === 'cdr' ? 2 : 1);
      if (definition !== null) return openCodec(encoding, definition, type);
    }
    return this.#encodings.includes('json') ? openCodec('json', '', type) : null;
  }

  /** As the server itself defines the type: it may be older or newer than what Retrace knows. */
  #offered(type: string, encoding: Encoding): MessageCodec | null {
    for (const channel of this.#channels.all) {
      const isSame =
        channel.encoding === encoding && shortTypeName(channel.schemaName) === shortTypeName(type);
      const codec = isSame ? this.#channels.codecOf(channel) : null;
      if (codec !== null) return codec;
    }
    return null;
  }

  #whyNot(topic: string): string {
    if (this.#encodings.length === 0)
      return `${topic} was not sent: the server takes no messages from its clients`;
    return `${topic} was not sent: the definition of ${this.#wanted.get(topic) ?? 'its type'} is not known`;
  }
}

function spell(type: string, encoding: Encoding): string {
  const short = shortTypeName(type);
  if (encoding === 'ros1') return short;
  return encoding === 'cdr' ? short.replace('/', '/msg/') : type;
}
