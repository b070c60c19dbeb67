import { MessageReader as Ros1Reader, MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageReader as CdrReader, MessageWriter as CdrWriter } from '@foxglove/rosmsg2-serialization';
import { AppError } from '../../core/errors.ts';
import type { RosMessage } from './bridge.ts';
import { completeMessage, type WriterNeeds } from './complete-message.ts';
import { parseDefinition } from './message-definitions.ts';
import { wireExtent } from './wire-extent.ts';

/** The encodings of ROS messages: ROS 1's serialization, ROS 2's, and plain JSON text. */
export const ENCODINGS = ['ros1', 'cdr', 'json'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Reads and writes messages of one type in one encoding. */
export interface MessageCodec {
  readonly encoding: Encoding;
  /**
   * Byte arrays are views into `bytes`, not copies; whoever keeps one keeps the memory of all.
   *
   * @throws AppError or RangeError where the bytes are no such message
   */
  read(bytes: Uint8Array): RosMessage;
  /**
   * What the message does not say is zero or empty.
   *
   * @throws AppError `invalid-input` for a field that the type does not have, or a value of another kind
   */
  write(message: RosMessage): Uint8Array;
}

/**
 * @param definition of the type, with those inside it; JSON needs none
 * @throws AppError `invalid-input` where it is no definition
 */
export function openCodec(encoding: Encoding, definition: string, typeName: string): MessageCodec {
  if (encoding === 'json') return JSON_CODEC;
  return encoding === 'ros1' ? ros1Codec(definition, typeName) : cdrCodec(definition, typeName);
}

const ROS1_NEEDS: WriterNeeds = { nanosecondKey: 'nsec', isAsciiOnly: false };
const CDR_NEEDS: WriterNeeds = { nanosecondKey: 'nanosec', isAsciiOnly: true };

function ros1Codec(definition: string, typeName: string): MessageCodec {
  const type = parseDefinition(definition, 1, typeName);
  const reader = new Ros1Reader(type.definitions);
  const writer = new Ros1Writer(type.definitions);
  return {
    encoding: 'ros1',
    read(bytes) {
      const extent = wireExtent(type, bytes, 'ros1');
      if (extent !== bytes.byteLength) {
        throw new AppError('invalid-input', `the message takes ${extent} of ${bytes.byteLength} bytes`);
      }
      return reader.readMessage(bytes);
    },
    write: (message) => writer.writeMessage(completeMessage(type, message, ROS1_NEEDS)),
  };
}

function cdrCodec(definition: string, typeName: string): MessageCodec {
  const type = parseDefinition(definition, 2, typeName);
  const reader = new CdrReader(type.definitions);
  const writer = new CdrWriter(type.definitions);
  return {
    encoding: 'cdr',
    read(bytes) {
      // What follows the message is padding: middlewares fill up to whole words.
      wireExtent(type, bytes, 'cdr');
      return reader.readMessage(bytes);
    },
    write: (message) => writer.writeMessage(completeMessage(type, message, CDR_NEEDS)),
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

const JSON_CODEC: MessageCodec = {
  encoding: 'json',
  read(bytes) {
    const message: unknown = JSON.parse(utf8.decode(bytes));
    if (typeof message !== 'object' || message === null || Array.isArray(message)) {
      throw new AppError('invalid-input', 'expected an object of fields');
    }
    return message as RosMessage;
  },
  write: (message) => Buffer.from(JSON.stringify(message)),
};
