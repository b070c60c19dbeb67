import { type IWritable, McapWriter } from '@mcap/core';
import { SOFTWARE } from '../../core/version.ts';
import { imageBytes, type RosMessage } from '../../robots/bridge/bridge.ts';
import { knownDefinition, shortTypeName } from '../../robots/bridge/known-definitions.ts';
import { type MessageCodec, openCodec } from '../../robots/bridge/message-codec.ts';
import type { RawMessage } from './raw-message.ts';

interface Channel {
  id: number;
  codec: MessageCodec;
  sequence: number;
}

/**
 * Messages of a robot as MCAP: in ROS 1's serialization where the type is known, which every MCAP tool reads
 * whatever the robot speaks, else as JSON. A bridge hands over messages, not bytes, so they are written anew.
 */
export class McapEpisode {
  readonly #writer: McapWriter;
  readonly #channels = new Map<string, Channel>();
  #messages = 0;

  private constructor(writer: McapWriter) {
    this.#writer = writer;
  }

  static async begin(file: IWritable): Promise<McapEpisode> {
    const writer = new McapWriter({ writable: file });
    await writer.start({ profile: 'ros1', library: `${SOFTWARE.name} ${SOFTWARE.version}` });
    return new McapEpisode(writer);
  }

  /** @throws AppError `invalid-input` for a message that is not of its type */
  async add({ topic, type, receivedWallNs, stampWallNs, message }: RawMessage): Promise<void> {
    const channel = this.#channels.get(topic) ?? (await this.#open(topic, type));
    await this.#writer.addMessage({
      channelId: channel.id,
      sequence: channel.sequence,
      logTime: receivedWallNs,
      publishTime: stampWallNs,
      data: serialize(channel.codec, message),
    });
    channel.sequence += 1;
    this.#messages += 1;
  }

  /** @returns messages that it has */
  async finish(): Promise<number> {
    await this.#writer.end();
    return this.#messages;
  }

  async #open(topic: string, type: string): Promise<Channel> {
    const definition = knownDefinition(type, 1);
    const encoding = definition === null ? 'json' : 'ros1';
    const name = shortTypeName(type);
    const codec = openCodec(encoding, definition ?? '', name);
    const schemaId = await this.#writer.registerSchema({
      name,
      encoding: definition === null ? 'jsonschema' : 'ros1msg',
      data: new TextEncoder().encode(definition ?? '{"type":"object"}'),
    });
    const id = await this.#writer.registerChannel({
      topic,
      schemaId,
      messageEncoding: encoding,
      metadata: new Map(),
    });
    const channel = { id, codec, sequence: 0 };
    this.#channels.set(topic, channel);
    return channel;
  }
}

const NO_BYTES = new Uint8Array();
const LENGTH_BYTES = 4;

/**
 * The bytes of an image are the last field of its type, in ROS 1 behind their length: they are put behind the
 * rest in one piece. The library would write them one by one, which takes longer than the image lasts.
 */
function serialize(codec: MessageCodec, message: RosMessage): Uint8Array {
  const isImage = 'format' in message || 'encoding' in message;
  const bytes = isImage && codec.encoding === 'ros1' ? imageBytes(message.data) : null;
  if (bytes === null) return codec.write(message);
  const rest = codec.write({ ...message, data: NO_BYTES });
  const whole = Buffer.allocUnsafe(rest.byteLength + bytes.byteLength);
  whole.set(rest);
  whole.writeUInt32LE(bytes.byteLength, rest.byteLength - LENGTH_BYTES);
  whole.set(bytes, rest.byteLength);
  return whole;
}
