import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schema } from 'apache-arrow';
import type { FileBlock } from 'apache-arrow/ipc/metadata/file';
import { AppError, messageOf } from '../../core/errors.ts';
import { encodeFileEnd } from '../arrow/footer.ts';
import { blockOf, encodeSchemaMessage, FILE_BEGIN } from '../arrow/message.ts';
import { assertAccepts, type Dataset } from '../dataset.ts';
import { AppendFile, createOnDisk, type Disk } from '../storage/append-file.ts';
import { syncFolder, systemCode } from '../storage/files.ts';
import { encodeDictionaries, encodeRows } from './batch.ts';
import { BatchSink } from './batch-sink.ts';
import { EPISODE_FILES } from './columns.ts';
import { EPISODE_FORMAT, type EpisodeEnd, type EpisodeHead, type SealedManifest } from './manifest.ts';
import { writeManifestFile } from './manifest-file.ts';
import { type PendingRow, type StepRow, takeRow } from './row.ts';
import { episodeSchema } from './schema.ts';
import { assignSteps } from './segments.ts';

interface WriterLimits {
  /** A batch goes out when its rows take this much … */
  batchBytes: number;
  /** … or this long after its first row. */
  batchMs: number;
  /** Beat at which what was written is forced to stable storage. */
  syncMs: number;
}

const WRITER_LIMITS: WriterLimits = {
  batchBytes: 2 * 2 ** 20,
  batchMs: 250,
  syncMs: 250,
};

export interface WriterOptions {
  /** Called once, when the disk refuses; every later call throws the same error. */
  onFailure?: (error: AppError) => void;
  limits?: Partial<WriterLimits>;
  createDisk?: (path: string) => Promise<Disk>;
}

/**
 * Writes one episode. A row gets its place when it is appended, here and nowhere else; rows gather into
 * batches, which a {@link BatchSink} brings to disk.
 *
 * After a failure the file has all batches that were written in full, and `recoverEpisode` seals them.
 */
export class EpisodeWriter {
  readonly folder: string;
  readonly #head: EpisodeHead;
  readonly #schema: Schema;
  readonly #file: AppendFile;
  readonly #dictionaryBlocks: FileBlock[];
  readonly #sink: BatchSink;
  readonly #limits: WriterLimits;
  readonly #timesNs: number[] = [];
  readonly #extraCounts: number[];
  #pending: PendingRow[] = [];
  #pendingBytes = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #hasFinalRow = false;
  #isSealed = false;

  private constructor(
    folder: string,
    head: EpisodeHead,
    schema: Schema,
    file: AppendFile,
    dictionaryBlocks: FileBlock[],
    { limits, onFailure = () => {} }: WriterOptions,
  ) {
    this.folder = folder;
    this.#head = head;
    this.#schema = schema;
    this.#file = file;
    this.#dictionaryBlocks = dictionaryBlocks;
    this.#limits = { ...WRITER_LIMITS, ...limits };
    this.#sink = new BatchSink(file, this.#limits.syncMs, onFailure);
    this.#extraCounts = head.extras.map(() => 0);
  }

  /**
   * Make the episode's folder, manifest and file, and force them to disk.
   *
   * @throws AppError `not-allowed` when the dataset does not accept such an episode, `invalid-input` when the
   * head is wrong, `io` when the disk refuses.
   */
  static async create(
    dataset: Dataset,
    head: EpisodeHead,
    options: WriterOptions = {},
  ): Promise<EpisodeWriter> {
    assertAccepts(dataset, head);
    const folder = join(dataset.episodesPath, head.id);
    const schema = episodeSchema(head);
    try {
      await mkdir(folder);
      await writeManifestFile(folder, { format: EPISODE_FORMAT, state: 'recording', head });
      const dataPath = join(folder, EPISODE_FILES.data);
      const file = new AppendFile(await (options.createDisk ?? createOnDisk)(dataPath), dataPath);
      const dictionaryBlocks = await writeFileBegin(file, schema, head);
      await syncFolder(folder);
      await syncFolder(dataset.episodesPath);
      return new EpisodeWriter(folder, head, schema, file, dictionaryBlocks, options);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('io', `no episode can be begun: ${messageOf(cause)} (${folder})`, {
        cause,
        details: { systemCode: systemCode(cause) },
      });
    }
  }

  get rowsAppended(): number {
    return this.#timesNs.length;
  }

  get bytesWritten(): number {
    return this.#file.bytes;
  }

  /**
   * What memory holds of the rows until the disk has taken them; nothing once it has failed. Rows are taken however
   * much that is, so that an episode can always be ended: who appends in a loop looks here, and stops or waits.
   */
  get waitingBytes(): number {
    return this.#sink.failure === null ? this.#pendingBytes + this.#sink.waitingBytes : 0;
  }

  /** Time of the newest row that is known to survive a power cut; 0 before there is one. */
  get durableNs(): bigint {
    return this.#sink.durableNs;
  }

  /**
   * Take a row over. Synchronous: never waits for the disk. Numbers are copied; the bytes of images belong
   * to the writer from here on and must not change.
   *
   * @throws AppError `invalid-input` for a row that does not fit the head or the row before, `io` when the
   * disk failed, `not-allowed` after `seal`. The row is then not part of the episode.
   */
  append(row: StepRow): void {
    this.#assertOpen();
    const pending = takeRow(this.#head, row);
    this.#assertFollows(pending);
    this.#timesNs.push(Number(pending.timeNs));
    this.#hasFinalRow = pending.action === null;
    pending.extras.forEach((samples, index) => {
      this.#extraCounts[index]! += samples.length;
    });
    this.#pending.push(pending);
    this.#pendingBytes += pending.bytes;
    if (this.#pendingBytes >= this.#limits.batchBytes) this.#flush();
    else this.#flushTimer ??= setTimeout(() => this.#flush(), this.#limits.batchMs);
  }

  /**
   * Write what is left, the footer and the manifest, and force them to disk.
   *
   * @throws AppError `invalid-input` while the last row still has an action: nothing is done then, and a
   * final row can be appended. `io` when the disk refuses, `not-allowed` when called again.
   */
  async seal(end: EpisodeEnd): Promise<SealedManifest> {
    this.#assertOpen();
    if (!this.#hasFinalRow) {
      throw new AppError(
        'invalid-input',
        `an episode ends with an observation: the last of its ${this.rowsAppended} rows must have no action`,
      );
    }
    this.#isSealed = true;
    this.#flush();
    const { bytes, sha256, durable } = await this.#sink.finish((batches) =>
      encodeFileEnd(this.#schema, this.#dictionaryBlocks, batches),
    );
    const manifest = this.#manifestOf(end, { bytes, sha256 });
    // Data and manifest go to stable storage side by side: the operator waits for one sync, not for two.
    await writeManifestFile(this.folder, manifest, durable);
    return manifest;
  }

  /**
   * For whoever cannot bring the episode to its end: write what waits, if the disk takes it, and let go of the file.
   * Nothing touches it any more when this resolves, so that it can be recovered or thrown away.
   */
  async abandon(): Promise<void> {
    this.#isSealed = true;
    this.#flush();
    await this.#sink.abandon();
  }

  #manifestOf(end: EpisodeEnd, file: SealedManifest['file']): SealedManifest {
    const rows = this.rowsAppended;
    return {
      format: EPISODE_FORMAT,
      state: 'sealed',
      head: this.#head,
      sealedAt: new Date().toISOString(),
      ...end,
      durationNs: this.#timesNs.at(-1)!,
      counts: {
        rows,
        steps: rows - 1,
        extras: Object.fromEntries(
          this.#head.extras.map(({ name }, index) => [name, this.#extraCounts[index]!]),
        ),
      },
      segments: assignSteps(end.segments, this.#timesNs),
      file,
    };
  }

  #assertOpen(): void {
    if (this.#sink.failure !== null) throw this.#sink.failure;
    if (this.#isSealed) throw new AppError('not-allowed', `the episode is sealed (${this.folder})`);
  }

  #assertFollows({ timeNs }: PendingRow): void {
    if (this.#hasFinalRow) {
      throw new AppError(
        'invalid-input',
        'row refused: the row before had no action and so ended the episode',
      );
    }
    const before = this.#timesNs.at(-1);
    if (timeNs < 0n || (before !== undefined && Number(timeNs) <= before)) {
      throw new AppError(
        'invalid-input',
        `row refused: timeNs ${timeNs} does not come after ${before ?? 'the begin'}`,
      );
    }
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const last = this.#pending.at(-1);
    if (last === undefined) return;
    const rows = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#sink.failure !== null) return;
    const message = encodeRows(this.#head, rows, this.rowsAppended - rows.length);
    this.#sink.push(message, rows.length, last.timeNs);
  }
}

async function writeFileBegin(file: AppendFile, schema: Schema, head: EpisodeHead): Promise<FileBlock[]> {
  const schemaMessage = encodeSchemaMessage(schema);
  await file.append([FILE_BEGIN, schemaMessage.header]);
  const blocks: FileBlock[] = [];
  for (const message of encodeDictionaries(head)) {
    blocks.push(blockOf(message, file.bytes));
    await file.append([message.header, ...message.body]);
  }
  await file.datasync();
  return blocks;
}
