import type { Schema } from 'apache-arrow';
import { BufferRegion, FieldNode } from 'apache-arrow/ipc/metadata/message';
import type { BatchBody } from '../arrow/body.ts';
import { type BatchBlock, encodeFileEnd } from '../arrow/footer.ts';
import {
  type BatchLayout,
  blockOf,
  END_OF_STREAM,
  encodeBatchHeader,
  encodeSchemaMessage,
  FILE_BEGIN,
} from '../arrow/message.ts';
import { FileSink } from './file-sink.ts';
import type { EncodedPictures } from './pictures.ts';
import { assertBelow2GiB } from './two-gib.ts';

/** Columns one after the other; pictures are a binary column. */
export type BatchPart = BatchBody | EncodedPictures;

/**
 * Write an Arrow file (with a footer) or stream of batches. Pictures go from the episode to the file one by one:
 * a batch may be longer than what fits into memory.
 *
 * @returns its bytes
 * @throws AppError `invalid-input` when a camera has 2 GiB of pictures in a batch
 */
export async function writeArrow(
  path: string,
  kind: 'file' | 'stream',
  schema: Schema,
  batches: (write: (rows: number, parts: readonly BatchPart[]) => Promise<void>) => Promise<void>,
): Promise<number> {
  const { byteLength } = await FileSink.write(path, async (sink) => {
    if (kind === 'file') sink.write(FILE_BEGIN);
    sink.write(encodeSchemaMessage(schema).header);
    const blocks: BatchBlock[] = [];
    await batches(async (rows, parts) => {
      const layout = layoutOf(parts);
      const header = encodeBatchHeader(rows, layout);
      const block = blockOf({ header, bodyBytes: layout.byteLength }, sink.byteLength);
      blocks.push({ block, rows });
      sink.write(header);
      for (const part of parts) await writePart(sink, part);
    });
    sink.write(kind === 'file' ? encodeFileEnd(schema, [], blocks) : END_OF_STREAM);
  });
  return byteLength;
}

function layoutOf(parts: readonly BatchPart[]): BatchLayout {
  const nodes: FieldNode[] = [];
  const regions: BufferRegion[] = [];
  let byteLength = 0;
  for (const part of parts) {
    if ('byteLengths' in part) {
      const rows = part.byteLengths.length;
      nodes.push(new FieldNode(rows, 0));
      const bytes = sumOf(part);
      assertBelow2GiB(`camera "${part.camera}"`, bytes);
      for (const length of [0, 4 * (rows + 1), bytes]) {
        regions.push(new BufferRegion(byteLength, length));
        byteLength += aligned(length);
      }
    } else {
      nodes.push(...part.nodes);
      for (const { offset, length } of part.regions)
        regions.push(new BufferRegion(byteLength + offset, length));
      byteLength += part.byteLength;
    }
  }
  return { nodes, regions, byteLength };
}

async function writePart(sink: FileSink, part: BatchPart): Promise<void> {
  if (!('byteLengths' in part)) {
    for (const chunk of part.chunks) sink.write(chunk);
    return;
  }
  const offsets = new Int32Array(part.byteLengths.length + 1);
  for (const [row, length] of part.byteLengths.entries()) offsets[row + 1] = offsets[row]! + length;
  sink.write(new Uint8Array(offsets.buffer));
  sink.write(padding(offsets.byteLength));
  for await (const picture of part.bytes) sink.write(picture);
  sink.write(padding(sumOf(part)));
}

const sumOf = ({ byteLengths }: EncodedPictures): number =>
  byteLengths.reduce((sum, length) => sum + length, 0);
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;
const padding = (bytes: number): Uint8Array => new Uint8Array(aligned(bytes) - bytes);
