import { crc32 } from 'node:zlib';
import { Message, type Schema } from 'apache-arrow';
import { FileBlock } from 'apache-arrow/ipc/metadata/file';
import {
  type BufferRegion,
  DictionaryBatch,
  type FieldNode,
  RecordBatch,
} from 'apache-arrow/ipc/metadata/message';
import type { BatchBody } from './body.ts';

/** `ARROW1` and two bytes that align what follows. */
export const FILE_BEGIN = Uint8Array.of(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31, 0, 0);

/** End of the stream of messages; the footer follows. */
export const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Continuation marker and length of the metadata, before each message. */
export const PREFIX_BYTES = 8;

/**
 * CRC-32 of the body, then of everything in the message before it. They stand in the padding that Arrow
 * allows behind the metadata's flatbuffer: other readers do not see them, ours trusts no byte without them.
 * A flatbuffer that has lost a bit can send its decoder into 2^31 rounds, and after a power cut the file
 * system may show a body as zeros.
 */
export const CHECK_BYTES = 8;

/** A message ready to be written: header, then the body's chunks. */
export interface EncodedMessage {
  header: Uint8Array;
  body: readonly Uint8Array[];
  bodyBytes: number;
}

/** Which columns a body has, and where; see {@link BatchBody}. */
export interface BatchLayout {
  nodes: FieldNode[];
  regions: BufferRegion[];
  byteLength: number;
}

export function encodeSchemaMessage(schema: Schema): EncodedMessage {
  return frame(Message.from(schema), []);
}

export function encodeBatch(rows: number, body: BatchBody): EncodedMessage {
  return frame(Message.from(recordBatch(rows, body), body.byteLength), body.chunks);
}

/**
 * The header of a batch whose body follows in the file but is not in memory, so that it has no checksum: for files
 * that other programs read.
 */
export function encodeBatchHeader(rows: number, { nodes, regions, byteLength }: BatchLayout): Uint8Array {
  return headerOf(Message.from(new RecordBatch(rows, nodes, regions, null), byteLength), 0);
}

export function encodeDictionary(id: number, values: number, body: BatchBody): EncodedMessage {
  return frame(
    Message.from(new DictionaryBatch(recordBatch(values, body), id), body.byteLength),
    body.chunks,
  );
}

/** Where a message lies, as the footer says it. */
export function blockOf(message: Pick<EncodedMessage, 'header' | 'bodyBytes'>, offset: number): FileBlock {
  return new FileBlock(message.header.byteLength, message.bodyBytes, offset);
}

function recordBatch(length: number, body: BatchBody): RecordBatch {
  return new RecordBatch(length, body.nodes, body.regions, null);
}

function frame(message: Message, body: readonly Uint8Array[]): EncodedMessage {
  const header = headerOf(message, CHECK_BYTES);
  const checkOffset = header.byteLength - CHECK_BYTES;
  header.writeUInt32LE(
    body.reduce((crc, chunk) => crc32(chunk, crc), 0),
    checkOffset,
  );
  header.writeUInt32LE(crc32(header.subarray(0, checkOffset + 4)), checkOffset + 4);
  return { header, body, bodyBytes: message.bodyLength };
}

/** Prefix and flatbuffer, with this much of room behind them. */
function headerOf(message: Message, roomBytes: number): Buffer {
  const flatbuffer = Message.encode(message);
  const padded = (flatbuffer.byteLength + 7) & ~7;
  const header = Buffer.alloc(PREFIX_BYTES + padded + roomBytes);
  header.writeInt32LE(-1, 0);
  header.writeInt32LE(padded + roomBytes, 4);
  header.set(flatbuffer, PREFIX_BYTES);
  return header;
}
