import { type FileHandle, open } from 'node:fs/promises';
import { type Data, type Schema, util } from 'apache-arrow';
import { BufferRegion, type RecordBatch } from 'apache-arrow/ipc/metadata/message';
import { VectorLoader } from 'apache-arrow/visitor/vectorloader';
import { AppError, messageOf } from '../../core/errors.ts';
import { layoutOf } from '../arrow/layout.ts';
import { type ScanEnd, type ScannedMessage, scanMessages } from '../arrow/scan.ts';
import { readUpTo } from '../storage/read.ts';
import type { EpisodeHead } from './manifest.ts';
import { episodeSchema } from './schema.ts';

/** A record batch of the file; its rows are `[firstRow, firstRow + rows)`. */
export interface BatchEntry extends ScannedMessage {
  firstRow: number;
  rows: number;
  header: RecordBatch;
}

/** Says whether a message may be used; the walk ends before the first one that may not. */
export type Inspect = (file: FileHandle, message: ScannedMessage) => Promise<boolean>;

/**
 * An episode's Arrow file, sealed or torn: found by walking over its messages, read by offset. The file as
 * a whole is never in memory.
 */
export class EpisodeDataFile {
  readonly path: string;
  readonly file: FileHandle;
  readonly fileBytes: number;
  readonly schema: Schema;
  readonly dictionaries: ScannedMessage[] = [];
  readonly batches: BatchEntry[] = [];
  /** How the walk ended. */
  end: ScanEnd = { offset: 0, damage: null };
  readonly #layout: ReturnType<typeof layoutOf>;

  private constructor(path: string, file: FileHandle, fileBytes: number, schema: Schema) {
    this.path = path;
    this.file = file;
    this.fileBytes = fileBytes;
    this.schema = schema;
    this.#layout = layoutOf(schema);
  }

  /**
   * Open the data of the episode with this head.
   *
   * @throws AppError `io` when the file cannot be opened, `corrupt` when its columns are not the head's.
   */
  static async open(
    path: string,
    head: EpisodeHead,
    { flags = 'r', inspect }: { flags?: 'r' | 'r+'; inspect?: Inspect } = {},
  ): Promise<EpisodeDataFile> {
    try {
      const file = await open(path, flags);
      try {
        const { size } = await file.stat();
        const data = new EpisodeDataFile(path, file, size, episodeSchema(head));
        await data.#walk(inspect);
        return data;
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('io', `the episode's data cannot be read: ${messageOf(cause)} (${path})`, { cause });
    }
  }

  get rows(): number {
    const last = this.batches.at(-1);
    return last === undefined ? 0 : last.firstRow + last.rows;
  }

  /** Index of a column, for the methods below. */
  columnOf(name: string): number {
    return this.schema.fields.findIndex((field) => field.name === name);
  }

  /** Columns `[start, end)` of a batch, in one read. Dictionary columns have their indices only. */
  async readColumns(batch: BatchEntry, start: number, end: number): Promise<Data[]> {
    const { nodes, buffers } = batch.header;
    const first = this.#layout[start]!;
    const last = this.#layout[end - 1]!;
    const regions = buffers.slice(first.bufferStart, last.bufferEnd);
    const begin = regions[0]!.offset;
    const bytes = await this.readBody(batch, begin, regions.at(-1)!.offset + regions.at(-1)!.length - begin);
    const loader = new VectorLoader(
      bytes,
      nodes.slice(first.nodeStart, last.nodeEnd),
      regions.map(({ offset, length }) => new BufferRegion(offset - begin, length)),
      new Map(),
    );
    return loader.visitMany(this.schema.fields.slice(start, end));
  }

  /** Where one of a column's buffers lies in the batch's body; buffers count from the column's first. */
  regionOf({ header }: BatchEntry, column: number, buffer: number): BufferRegion {
    return header.buffers[this.#layout[column]!.bufferStart + buffer]!;
  }

  /** @throws AppError `corrupt` when the file ends before. */
  async readBody({ bodyOffset }: BatchEntry, offset: number, length: number): Promise<Uint8Array> {
    const bytes = await readUpTo(this.file, bodyOffset + offset, length);
    if (bytes.byteLength < length) throw this.corrupt(`it ended inside a batch while it was read`);
    return bytes;
  }

  /** How many values the lists of a column have in a batch. */
  listValues({ header }: BatchEntry, column: number): number {
    return header.nodes[this.#layout[column]!.nodeStart + 1]!.length;
  }

  /**
   * Offsets of `count` values in `limit` items, as they are. Bodies have no checksum that is looked at on
   * every read, and a flipped bit must not turn into a read of gigabytes.
   *
   * @throws AppError `corrupt` when they do not rise from 0 to `limit` or less.
   */
  checkedOffsets(offsets: Int32Array, count: number, limit: number): Int32Array {
    for (let index = 0; index <= count; index += 1) {
      const offset = offsets[index] ?? -1;
      if (offset < (index === 0 ? 0 : offsets[index - 1]!) || offset > limit) {
        throw this.corrupt(`value ${index} of ${count} claims to begin at ${offset} of ${limit}`);
      }
    }
    return offsets;
  }

  corrupt(what: string): AppError {
    return new AppError('corrupt', `the episode's data are damaged: ${what} (${this.path})`);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  async #walk(inspect: Inspect = async () => true): Promise<void> {
    const messages = scanMessages(this.file, this.fileBytes);
    let next = await messages.next();
    let offset = 0;
    for (; next.done !== true; next = await messages.next()) {
      const scanned = next.value;
      if (!(await inspect(this.file, scanned))) {
        this.end = { offset, damage: `the message at byte ${offset} has a body with a wrong checksum` };
        return;
      }
      this.#take(scanned);
      offset = scanned.endOffset;
    }
    this.end = next.value;
  }

  #take(scanned: ScannedMessage): void {
    const { message } = scanned;
    if (message.isSchema()) {
      if (!util.compareSchemas(message.header(), this.schema))
        throw this.corrupt("its columns are not the manifest's");
    } else if (message.isDictionaryBatch()) {
      this.dictionaries.push(scanned);
    } else if (message.isRecordBatch()) {
      const header: RecordBatch = message.header();
      this.#assertLayout(header, message.bodyLength);
      this.batches.push({ ...scanned, header, firstRow: this.rows, rows: header.length });
    }
  }

  #assertLayout({ nodes, buffers, length }: RecordBatch, bodyBytes: number): void {
    const { nodeEnd, bufferEnd } = this.#layout.at(-1)!;
    const areInside = buffers.every(
      (region) => region.offset >= 0 && region.offset + region.length <= bodyBytes,
    );
    const areAsLong = this.#layout.every(({ nodeStart }) => nodes[nodeStart]?.length === length);
    if (nodes.length !== nodeEnd || buffers.length !== bufferEnd || !areInside || !areAsLong) {
      throw this.corrupt('a batch is not laid out as its schema says');
    }
  }
}
