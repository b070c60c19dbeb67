import { AppError } from '../../core/errors.ts';
import { imageColumn } from './columns.ts';
import type { EpisodeDataFile, OpenBatch } from './data-file.ts';

/** Buffers of an image column, counted from its first: the struct's validity, then validity, offsets and bytes. */
export const IMAGE_OFFSETS = 2;
export const IMAGE_BYTES = 3;

/**
 * The images of one camera, for a thread that wants nearly all of them in order and has nothing else to do: a batch's
 * images are read at once, into memory that the next batch's take. New memory for each would cost more than the
 * reading, most of it to collect what was left.
 */
export class ImageSequence {
  readonly #data: EpisodeDataFile;
  readonly #camera: string;
  readonly #column: number;
  readonly #batchOf: (row: number) => Promise<OpenBatch>;
  /** By the batch's first row: `rows + 1` of them. */
  readonly #offsets = new Map<number, Int32Array>();
  /** Of the batch with this first row. */
  #loaded = -1;
  #memory = new Uint8Array(0);

  /** @param batchOf throws for a row that the episode does not have */
  constructor(data: EpisodeDataFile, camera: string, batchOf: (row: number) => Promise<OpenBatch>) {
    this.#data = data;
    this.#camera = camera;
    this.#column = data.columnOf(imageColumn(camera));
    this.#batchOf = batchOf;
  }

  /**
   * How long the row's image is; reads no image.
   *
   * @throws AppError as {@link bytes}
   */
  async byteLength(row: number): Promise<number> {
    const [begin, end] = this.#rangeOf(await this.#batchOf(row), row);
    return end - begin;
  }

  /**
   * The camera's own bytes, lent until an image of another batch is asked for.
   *
   * @throws AppError `not-found` for a row that the episode does not have or that is before the camera's first image;
   * `corrupt`.
   */
  async bytes(row: number): Promise<Uint8Array> {
    const batch = await this.#batchOf(row);
    const [begin, end] = this.#rangeOf(batch, row);
    if (this.#loaded !== batch.firstRow) {
      const { offset, length } = this.#data.regionOf(batch, this.#column, IMAGE_BYTES);
      if (this.#memory.byteLength < length) this.#memory = new Uint8Array(length);
      this.#loaded = -1;
      this.#data.readBodySync(batch, offset, this.#memory.subarray(0, length));
      this.#loaded = batch.firstRow;
    }
    return this.#memory.subarray(begin, end);
  }

  #rangeOf(batch: OpenBatch, row: number): [begin: number, end: number] {
    const offsets = this.#offsetsOf(batch);
    const begin = offsets[row - batch.firstRow]!;
    const end = offsets[row - batch.firstRow + 1]!;
    if (begin === end) throw nothingYet(this.#camera, row);
    return [begin, end];
  }

  #offsetsOf(batch: OpenBatch): Int32Array {
    const known = this.#offsets.get(batch.firstRow);
    if (known !== undefined) return known;
    const offsets = new Int32Array(batch.rows + 1);
    const { offset } = this.#data.regionOf(batch, this.#column, IMAGE_OFFSETS);
    this.#data.readBodySync(batch, offset, new Uint8Array(offsets.buffer));
    const { length } = this.#data.regionOf(batch, this.#column, IMAGE_BYTES);
    this.#data.checkedOffsets(offsets, batch.rows, length);
    this.#offsets.set(batch.firstRow, offsets);
    return offsets;
  }
}

export function nothingYet(camera: string, row: number): AppError {
  return new AppError('not-found', `camera "${camera}" had sent nothing yet at row ${row}`);
}
