import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { MetadataVersion, type Schema } from 'apache-arrow';
import { type FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { readUpTo } from '../storage/read.ts';
import { END_OF_STREAM, FILE_BEGIN } from './message.ts';

/** Where a record batch lies, and how many rows it has. Arrow's own footer does not say the latter. */
export interface BatchBlock {
  block: FileBlock;
  rows: number;
}

export interface FileFooter {
  schema: Schema;
  batches: BatchBlock[];
}

const MAGIC = FILE_BEGIN.subarray(0, 6);

/** Length of the footer, and the magic behind it. */
const TRAILER_BYTES = 4 + MAGIC.byteLength;

const UINT32_BYTES = 4;

/** The footer of a 2 GB episode with its protocol and robot profile has some 50 KB: one read gets it. */
const TAIL_GUESS_BYTES = 2 ** 17;

/**
 * The end of a file: end-of-stream marker, footer, its length, magic.
 *
 * Behind the footer's flatbuffer, inside the footer's length, stand the rows of each batch and the CRC-32 of
 * it all. Other readers do not see them; ours finds any row without looking at a single batch, and decodes
 * no flatbuffer that has lost a bit.
 */
export function encodeFileEnd(
  schema: Schema,
  dictionaries: FileBlock[],
  batches: readonly BatchBlock[],
): Uint8Array {
  const blocks = batches.map(({ block }) => block);
  const flatbuffer = Footer.encode(new Footer(schema, MetadataVersion.V5, blocks, dictionaries));
  const rowsOffset = (flatbuffer.byteLength + 7) & ~7;
  const crcOffset = rowsOffset + UINT32_BYTES * batches.length;
  const footer = Buffer.alloc(crcOffset + UINT32_BYTES);
  footer.set(flatbuffer);
  batches.forEach(({ rows }, index) => {
    footer.writeUInt32LE(rows, rowsOffset + UINT32_BYTES * index);
  });
  footer.writeUInt32LE(crc32(footer.subarray(0, crcOffset)), crcOffset);
  const length = Buffer.alloc(UINT32_BYTES);
  length.writeInt32LE(footer.byteLength);
  return Buffer.concat([END_OF_STREAM, footer, length, MAGIC]);
}

/**
 * Read a file's footer. Null when it is not there, damaged, or of a writer that does not say the rows; the
 * batches can then be found by walking over the messages.
 */
export async function readFooter(file: FileHandle, fileBytes: number): Promise<FileFooter | null> {
  const least = Math.min(fileBytes, TAIL_GUESS_BYTES);
  let tail = await readUpTo(file, fileBytes - least, least);
  if (tail.byteLength < TRAILER_BYTES) return null;
  const trailer = viewOf(tail.subarray(tail.byteLength - TRAILER_BYTES));
  if (Buffer.compare(tail.subarray(tail.byteLength - MAGIC.byteLength), MAGIC) !== 0) return null;
  const footerBytes = trailer.getInt32(0, true);
  const wanted = footerBytes + TRAILER_BYTES;
  if (footerBytes < UINT32_BYTES || wanted > fileBytes) return null;
  if (wanted > tail.byteLength) tail = await readUpTo(file, fileBytes - wanted, wanted);
  const footerBegin = tail.byteLength - wanted;
  return decodeFooter(tail.subarray(footerBegin, footerBegin + footerBytes));
}

function decodeFooter(bytes: Uint8Array): FileFooter | null {
  const view = viewOf(bytes);
  const crcOffset = bytes.byteLength - UINT32_BYTES;
  if (crc32(bytes.subarray(0, crcOffset)) !== view.getUint32(crcOffset, true)) return null;
  const footer = Footer.decode(bytes);
  const rowsOffset = crcOffset - UINT32_BYTES * footer.numRecordBatches;
  const batches = Array.from(footer.recordBatches(), (block, index) => ({
    block,
    rows: view.getUint32(rowsOffset + UINT32_BYTES * index, true),
  }));
  return { schema: footer.schema, batches };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
