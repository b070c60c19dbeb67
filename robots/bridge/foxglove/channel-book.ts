import { messageOf } from '../../../core/errors.ts';
import type { FaultCounter } from '../fault-counter.ts';
import { shortTypeName } from '../known-definitions.ts';
import { ENCODINGS, type Encoding, type MessageCodec, openCodec } from '../message-codec.ts';
import { type Channel, channelSchema } from './wire.ts';

/** How each encoding's definitions are written where a server says so; JSON is read without. */
const SCHEMA_ENCODING: Readonly<Record<Encoding, string | null>> = {
  ros1: 'ros1msg',
  cdr: 'ros2msg',
  json: null,
};

/** The channels that a server offers now, and the codecs of those that are used. */
export class ChannelBook {
  readonly #faults: FaultCounter;
  readonly #channels = new Map<number, Channel>();
  /** Null where the channel's definition could not be used: that is said once. */
  readonly #codecs = new Map<number, MessageCodec | null>();

  constructor(faults: FaultCounter) {
    this.#faults = faults;
  }

  get all(): Iterable<Channel> {
    return this.#channels.values();
  }

  clear(): void {
    this.#channels.clear();
    this.#codecs.clear();
  }

  add(channels: readonly unknown[]): void {
    for (const raw of channels) {
      const parsed = channelSchema.safeParse(raw);
      if (parsed.success) {
        this.#channels.set(parsed.data.id, parsed.data);
        // An id may come again with another definition.
        this.#codecs.delete(parsed.data.id);
      } else {
        const { path, message } = parsed.error.issues[0]!;
        this.#faults.count(
          'malformed-channel',
          `a channel is offered wrongly: ${path.join('.')}: ${message}`,
        );
      }
    }
  }

  remove(ids: readonly number[]): void {
    for (const id of ids) {
      this.#channels.delete(id);
      this.#codecs.delete(id);
    }
  }

  /** The channel that carries a topic's messages in a way that can be read; null where none does. */
  find(topic: string, type: string): { channel: Channel; codec: MessageCodec } | null {
    for (const channel of this.#channels.values()) {
      if (channel.topic !== topic) continue;
      if (shortTypeName(channel.schemaName) !== shortTypeName(type)) {
        const found = `${topic} has type ${channel.schemaName}, the profile says ${type}`;
        this.#faults.count(`wrong-type ${topic}`, found);
        continue;
      }
      const codec = this.codecOf(channel);
      if (codec !== null) return { channel, codec };
    }
    return null;
  }

  codecOf(channel: Channel): MessageCodec | null {
    let codec = this.#codecs.get(channel.id);
    if (codec === undefined) {
      codec = this.#open(channel);
      this.#codecs.set(channel.id, codec);
    }
    return codec;
  }

  #open({ topic, encoding, schema, schemaEncoding, schemaName }: Channel): MessageCodec | null {
    const known = ENCODINGS.find((name) => name === encoding);
    if (known === undefined) {
      const text = `${topic} comes as ${encoding}; Retrace reads ${ENCODINGS.join(', ')}`;
      this.#faults.count('unsupported-encoding', text);
      return null;
    }
    const expected = SCHEMA_ENCODING[known];
    if (expected !== null && (schemaEncoding ?? expected) !== expected) {
      const text = `${topic} is defined in ${schemaEncoding}; Retrace reads ${expected}`;
      this.#faults.count('unsupported-schema', text);
      return null;
    }
    try {
      return openCodec(known, schema, schemaName);
    } catch (error) {
      this.#faults.count('malformed-definition', `${topic}: ${messageOf(error)}`);
      return null;
    }
  }
}
