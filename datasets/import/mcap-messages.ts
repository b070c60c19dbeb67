import { type FileHandle, open } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { parse as parseDefinition } from '@foxglove/rosmsg';
import { MessageReader as Ros1Reader } from '@foxglove/rosmsg-serialization';
import { MessageReader as CdrReader } from '@foxglove/rosmsg2-serialization';
import { McapIndexedReader } from '@mcap/core';
import { decompressFrameSync } from 'lz4-napi';
import { AppError, messageOf } from '../../core/errors.ts';

export interface McapMessage {
  topic: string;
  logTimeNs: bigint;
  message: Record<string, unknown>;
}

type Decode = (data: Uint8Array) => Record<string, unknown>;

/**
 * The messages of some topics, by the time they were logged.
 *
 * @throws AppError `corrupt` for a file that is no MCAP, has no index or is damaged further on, `invalid-input` for a
 * topic that it does not have or an encoding that is not read here.
 */
export async function* mcapMessages(path: string, topics: readonly string[]): AsyncGenerator<McapMessage> {
  const file = await open(path, 'r');
  try {
    const reader = await openReader(file, path);
    const channels = new Map([...reader.channelsById].filter(([, { topic }]) => topics.includes(topic)));
    const found = new Set([...channels.values()].map(({ topic }) => topic));
    const missing = topics.find((topic) => !found.has(topic));
    if (missing !== undefined) {
      const there = [...reader.channelsById.values()].map(({ topic }) => topic).sort();
      throw new AppError('invalid-input', `no topic "${missing}": there are ${there.join(', ')} (${path})`);
    }
    const decoders = new Map<number, Decode>();
    for (const [id, { messageEncoding, schemaId, topic }] of channels) {
      const definition = new TextDecoder().decode(reader.schemasById.get(schemaId)?.data);
      decoders.set(id, decoderOf(messageEncoding, definition, topic));
    }
    for await (const { channelId, logTime, data } of reader.readMessages({ topics })) {
      const { topic } = channels.get(channelId)!;
      yield { topic, logTimeNs: logTime, message: decoders.get(channelId)!(data) };
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('corrupt', `a part of it cannot be read: ${messageOf(cause)} (${path})`, { cause });
  } finally {
    await file.close();
  }
}

async function openReader(file: FileHandle, path: string): Promise<McapIndexedReader> {
  const { size } = await file.stat();
  try {
    return await McapIndexedReader.Initialize({
      readable: {
        size: async () => BigInt(size),
        read: async (offset, length) => {
          const bytes = new Uint8Array(Number(length));
          const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, Number(offset));
          return bytes.subarray(0, bytesRead);
        },
      },
      decompressHandlers: {
        zstd: (bytes) => zstdDecompressSync(bytes),
        lz4: (bytes) => decompressFrameSync(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
      },
    });
  } catch (cause) {
    const what = 'not a whole MCAP file; of one that was cut short, "mcap recover" saves what there is';
    throw new AppError('corrupt', `${what}: ${messageOf(cause)} (${path})`, { cause });
  }
}

function decoderOf(encoding: string, definition: string, topic: string): Decode {
  if (encoding === 'json') {
    return (data) => JSON.parse(new TextDecoder().decode(data)) as Record<string, unknown>;
  }
  if (encoding === 'ros1') {
    const reader = new Ros1Reader(parseDefinition(definition));
    return (data) => reader.readMessage(data) as Record<string, unknown>;
  }
  if (encoding === 'cdr') {
    const reader = new CdrReader(parseDefinition(definition, { ros2: true }));
    return (data) => reader.readMessage(data) as Record<string, unknown>;
  }
  throw new AppError(
    'invalid-input',
    `topic "${topic}" is encoded as ${encoding}: json, ros1 and cdr are read`,
  );
}
