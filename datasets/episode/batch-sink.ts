import { AppError, messageOf } from '../../core/errors.ts';
import type { BatchBlock } from '../arrow/footer.ts';
import { blockOf, type EncodedMessage } from '../arrow/message.ts';
import type { AppendFile, FinishedFile } from '../storage/append-file.ts';
import { systemCode } from '../storage/files.ts';

interface WaitingBatch {
  message: EncodedMessage;
  rows: number;
  /** Time of the batch's last row. */
  lastTimeNs: bigint;
}

/** More at once is not faster, and keeps the memory of what was written for longer. */
const WRITE_BYTES = 8 * 2 ** 20;

/**
 * Brings batches to disk one after another on the thread pool, and forces them to stable storage on a beat
 * of its own, so that neither holds up the rows.
 *
 * It fails once and for good: what waits is dropped, `failure` is set and `onFailure` called.
 */
export class BatchSink {
  readonly #blocks: BatchBlock[] = [];
  readonly #file: AppendFile;
  readonly #onFailure: (error: AppError) => void;
  readonly #beat: NodeJS.Timeout;
  #queue: WaitingBatch[] = [];
  #draining: Promise<void> | null = null;
  #isSyncing = false;
  #isClosed = false;
  #waitingBytes = 0;
  #writtenNs = 0n;
  #durableNs = 0n;
  #failure: AppError | null = null;

  constructor(file: AppendFile, syncMs: number, onFailure: (error: AppError) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
    this.#beat = setInterval(() => void this.#sync(), syncMs).unref();
  }

  get failure(): AppError | null {
    return this.#failure;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Time of the newest row on stable storage; 0 before there is one. */
  get durableNs(): bigint {
    return this.#durableNs;
  }

  push(message: EncodedMessage, rows: number, lastTimeNs: bigint): void {
    this.#queue.push({ message, rows, lastTimeNs });
    this.#waitingBytes += message.bodyBytes;
    this.#draining ??= this.#drain();
  }

  /**
   * Wait for all batches, add `end`'s bytes, and begin to force the whole file to disk. Nothing can be pushed
   * after.
   *
   * @throws AppError `io` when the disk refuses, now or before; so does `durable`.
   */
  async finish(end: (batches: BatchBlock[]) => Uint8Array): Promise<FinishedFile> {
    await this.#draining;
    if (this.#failure !== null) throw this.#failure;
    this.#isClosed = true;
    clearInterval(this.#beat);
    try {
      await this.#file.append([end(this.#blocks)]);
      const finished = await this.#file.finish();
      const durable = this.#untilDurable(finished.durable);
      durable.catch(() => {});
      return { ...finished, durable };
    } catch (cause) {
      await this.#file.close().catch(() => {});
      throw this.#ioError(cause);
    }
  }

  /** Write what waits and close the file, without its end. */
  async abandon(): Promise<void> {
    await this.#draining;
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#beat);
    await this.#file.close();
  }

  async #untilDurable(synced: Promise<void>): Promise<void> {
    try {
      await synced;
      this.#durableNs = this.#writtenNs;
    } catch (cause) {
      throw this.#ioError(cause);
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const batches = this.#takeWaiting();
        let offset = this.#file.bytes;
        await this.#file.append(batches.flatMap(({ message }) => [message.header, ...message.body]));
        for (const { message, rows, lastTimeNs } of batches) {
          this.#blocks.push({ block: blockOf(message, offset), rows });
          offset += message.header.byteLength + message.bodyBytes;
          this.#writtenNs = lastTimeNs;
          this.#waitingBytes -= message.bodyBytes;
        }
      }
    } catch (cause) {
      this.#fail(cause);
    } finally {
      this.#draining = null;
    }
  }

  /** What waits goes out in one call, up to a bound: a disk that falls behind is not asked once a batch. */
  #takeWaiting(): WaitingBatch[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && bytes < WRITE_BYTES) {
      bytes += this.#queue[count]!.message.bodyBytes;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #sync(): Promise<void> {
    const upToNs = this.#writtenNs;
    if (this.#isSyncing || upToNs === this.#durableNs) return;
    this.#isSyncing = true;
    try {
      await this.#file.datasync();
      this.#durableNs = upToNs;
    } catch (cause) {
      this.#fail(cause);
    } finally {
      this.#isSyncing = false;
    }
  }

  #fail(cause: unknown): void {
    if (this.#isClosed) return;
    this.#failure = this.#ioError(cause);
    this.#isClosed = true;
    clearInterval(this.#beat);
    this.#queue = [];
    // A file that has refused already cannot lose more by refusing to be closed.
    this.#file.close().catch(() => {});
    this.#onFailure(this.#failure);
  }

  #ioError(cause: unknown): AppError {
    const safeS = (Number(this.#durableNs) / 1e9).toFixed(1);
    return new AppError(
      'io',
      `the disk refused the episode after ${this.#file.bytes} bytes: ${messageOf(cause)}; ${safeS} s are safe`,
      { cause, details: { systemCode: systemCode(cause), durableNs: String(this.#durableNs) } },
    );
  }
}
