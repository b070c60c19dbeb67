import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Message } from 'apache-arrow';
import { readUpTo } from '../storage/read.ts';
import { CHECK_BYTES, FILE_BEGIN, PREFIX_BYTES } from './message.ts';

/** A message that was found whole, but for its body, which nobody has looked at. */
export interface ScannedMessage {
  message: Message;
  offset: number;
  bodyOffset: number;
  bodyCrc: number;
  /** Where the next message begins. */
  endOffset: number;
}

/** Why no further message was found at `offset`: the end-of-stream marker, or damage. */
export interface ScanEnd {
  offset: number;
  /** Null at the end-of-stream marker. */
  damage: string | null;
}

/** Headers of episodes take 2 to 5 KiB; one call then gets the whole of it. */
const HEADER_GUESS_BYTES = 8192;

/** A schema with a whole protocol and robot profile has some 10 KiB; a length beyond this is damage. */
const HEADER_LIMIT_BYTES = 2 ** 26;

const BODY_CHUNK_BYTES = 2 ** 20;

/**
 * Walk over the messages of a file from its begin, sealed or not. Reads headers only, so a file of any
 * length takes little memory, and decodes no byte whose checksum is wrong.
 */
export async function* scanMessages(
  file: FileHandle,
  fileBytes: number,
): AsyncGenerator<ScannedMessage, ScanEnd, void> {
  const begin = await readUpTo(file, 0, FILE_BEGIN.byteLength);
  if (Buffer.compare(begin, FILE_BEGIN) !== 0)
    return { offset: 0, damage: 'it does not begin as an Arrow file' };
  let offset = FILE_BEGIN.byteLength;
  for (;;) {
    const found = await readMessage(file, offset, fileBytes);
    if ('damage' in found) return found;
    yield found;
    offset = found.endOffset;
  }
}

/**
 * Says whether a message's body is what was written. Reads all of it, into one buffer for all bodies: a new
 * one for each would keep the garbage collector busy for longer than the checksums take.
 */
export function bodyChecker(): (file: FileHandle, scanned: ScannedMessage) => Promise<boolean> {
  const chunk = new Uint8Array(BODY_CHUNK_BYTES);
  return async (file, { bodyOffset, endOffset, bodyCrc }) => {
    let crc = 0;
    for (let offset = bodyOffset; offset < endOffset; ) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.byteLength, endOffset - offset), offset);
      if (bytesRead === 0) return false;
      crc = crc32(chunk.subarray(0, bytesRead), crc);
      offset += bytesRead;
    }
    return crc === bodyCrc;
  };
}

/** Read the header of the message at `offset`. */
export async function readMessage(
  file: FileHandle,
  offset: number,
  fileBytes: number,
): Promise<ScannedMessage | ScanEnd> {
  const end = (damage: string | null): ScanEnd => ({ offset, damage });
  let bytes = await readUpTo(file, offset, Math.min(HEADER_GUESS_BYTES, fileBytes - offset));
  if (bytes.byteLength < PREFIX_BYTES) return end(`it ends inside a message, at byte ${fileBytes}`);
  const prefix = view(bytes);
  const metadataBytes = prefix.getInt32(4, true);
  if (prefix.getInt32(0, true) !== -1) return end(`no message begins at byte ${offset}`);
  if (metadataBytes === 0) return end(null);
  const headerBytes = PREFIX_BYTES + metadataBytes;
  if (metadataBytes < CHECK_BYTES || metadataBytes > HEADER_LIMIT_BYTES) {
    return end(`a message at byte ${offset} claims ${metadataBytes} bytes of metadata`);
  }
  if (offset + headerBytes > fileBytes) return end(`it ends inside a message, at byte ${fileBytes}`);
  if (bytes.byteLength < headerBytes) bytes = await readUpTo(file, offset, headerBytes);
  const header = view(bytes.subarray(0, headerBytes));
  const checkOffset = headerBytes - CHECK_BYTES;
  if (crc32(bytes.subarray(0, checkOffset + 4)) !== header.getUint32(checkOffset + 4, true)) {
    return end(`the message at byte ${offset} has a wrong checksum`);
  }
  const message = Message.decode(bytes.subarray(PREFIX_BYTES, checkOffset));
  const bodyOffset = offset + headerBytes;
  const endOffset = bodyOffset + message.bodyLength;
  if (endOffset > fileBytes) return end(`it ends inside a message, at byte ${fileBytes}`);
  return { message, offset, bodyOffset, endOffset, bodyCrc: header.getUint32(checkOffset, true) };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
