import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Data, type Schema, util } from 'apache-arrow';
import { BufferRegion, type RecordBatch } from 'apache-arrow/ipc/metadata/message';
import { VectorLoader } from 'apache-arrow/visitor/vectorloader';
import { AppError, messageOf } from '../../core/errors.ts';
import { readFooter } from '../arrow/footer.ts';
import { layoutOf } from '../arrow/layout.ts';
import { readMessage, type ScanEnd, type ScannedMessage, scanMessages } from '../arrow/scan.ts';
import { readUpTo } from '../storage/read.ts';
import type { EpisodeHead } from './manifest.ts';
import { episodeSchema } from './schema.ts';

/** Headers that are kept: 10 KiB each, and more than a 2 GB episode has. */
const OPEN_BATCHES = 2048;

/** Where a record batch of the file lies; its rows are `[firstRow, firstRow + rows)`. */
export interface BatchEntry {
  offset: number;
  bodyOffset: number;
  endOffset: number;
  firstRow: number;
  rows: number;
}

/** A record batch whose header was read and checked, so that its columns can be found. */
export interface OpenBatch extends BatchEntry {
  header: RecordBatch;
}

/** Says whether a message may be used; the walk ends before the first one that may not. */
export type Inspect = (file: FileHandle, message: ScannedMessage) => Promise<boolean>;

/**
 * An episode's Arrow file, sealed or torn, read by offset. Its batches are found in the footer, or by walking
 * over its messages. The file as a whole is never in memory.
 */
export class EpisodeDataFile {
  readonly path: string;
  readonly file: FileHandle;
  readonly fileBytes: number;
  readonly schema: Schema;
  readonly dictionaries: ScannedMessage[] = [];
  readonly batches: BatchEntry[] = [];
  /** How the file ends: where it stops making sense, and why. */
  end: ScanEnd = { offset: 0, damage: null };
  readonly #open = new Map<number, OpenBatch>();
  readonly #layout: ReturnType<typeof layoutOf>;

  private constructor(path: string, file: FileHandle, fileBytes: number, schema: Schema) {
    this.path = path;
    this.file = file;
    this.fileBytes = fileBytes;
    this.schema = schema;
    this.#layout = layoutOf(schema);
  }

  /**
   * Open the data of the episode with this head. The footer says where everything is, so that opening takes
   * as long for an hour as for a second; each batch is checked when it is first used. Without a sound footer,
   * or with `inspect`, every message is looked at.
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
        if (inspect !== undefined || !(await data.#takeFooter())) await data.#walk(inspect);
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

  /**
   * A batch with its header, which is read once.
   *
   * @throws AppError `corrupt` when it is damaged or not what the footer says.
   */
  async openBatch(entry: BatchEntry): Promise<OpenBatch> {
    const known = this.#open.get(entry.offset);
    if (known !== undefined) return known;
    const found = await readMessage(this.file, entry.offset, this.fileBytes);
    if ('damage' in found) throw this.corrupt(found.damage ?? `no batch begins at byte ${entry.offset}`);
    const { message, bodyOffset, endOffset } = found;
    if (!message.isRecordBatch() || bodyOffset !== entry.bodyOffset || endOffset !== entry.endOffset) {
      throw this.corrupt(`no batch of bytes ${entry.offset} to ${entry.endOffset} is there`);
    }
    return this.#keep(message.header(), entry);
  }

  /** Columns `[start, end)` of a batch, in one read. Dictionary columns have their indices only. */
  async readColumns(batch: OpenBatch, start: number, end: number): Promise<Data[]> {
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
  regionOf({ header }: OpenBatch, column: number, buffer: number): BufferRegion {
    return header.buffers[this.#layout[column]!.bufferStart + buffer]!;
  }

  /** @throws AppError `corrupt` when the file ends before. */
  async readBody({ bodyOffset }: OpenBatch, offset: number, length: number): Promise<Uint8Array> {
    const bytes = await readUpTo(this.file, bodyOffset + offset, length);
    if (bytes.byteLength < length) throw this.corrupt(`it ended inside a batch while it was read`);
    return bytes;
  }

  /**
   * As {@link readBody}, into memory that is there already, holding up the thread.
   *
   * @throws AppError `corrupt` when the file ends before.
   */
  readBodySync({ bodyOffset }: OpenBatch, offset: number, into: Uint8Array): void {
    let filled = 0;
    while (filled < into.byteLength) {
      const position = bodyOffset + offset + filled;
      const bytesRead = readSync(this.file.fd, into, filled, into.byteLength - filled, position);
      if (bytesRead === 0) throw this.corrupt(`it ended inside a batch while it was read`);
      filled += bytesRead;
    }
  }

  /** How many values the lists of a column have in a batch. */
  listValues({ header }: OpenBatch, column: number): number {
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

  /** False when there is no footer to go by. */
  async #takeFooter(): Promise<boolean> {
    const footer = await readFooter(this.file, this.fileBytes);
    if (footer === null) return false;
    if (!util.compareSchemas(footer.schema, this.schema))
      throw this.corrupt("its columns are not the manifest's");
    for (const { block, rows } of footer.batches) {
      const { offset, metaDataLength, bodyLength } = block;
      const bodyOffset = offset + metaDataLength;
      this.batches.push({
        offset,
        bodyOffset,
        endOffset: bodyOffset + bodyLength,
        firstRow: this.rows,
        rows,
      });
    }
    return true;
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
      const { offset, bodyOffset, endOffset } = scanned;
      const header = message.header();
      const entry = { offset, bodyOffset, endOffset, firstRow: this.rows, rows: header.length };
      this.#keep(header, entry);
      this.batches.push(entry);
    }
  }

  #keep(header: RecordBatch, entry: BatchEntry): OpenBatch {
    const { offset, bodyOffset, endOffset, rows } = entry;
    if (header.length !== rows) {
      throw this.corrupt(`the batch at byte ${offset} has ${header.length} rows, the footer says ${rows}`);
    }
    this.#assertLayout(header, endOffset - bodyOffset);
    const batch = { ...entry, header };
    this.#open.set(offset, batch);
    if (this.#open.size > OPEN_BATCHES) this.#open.delete(this.#open.keys().next().value!);
    return batch;
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
