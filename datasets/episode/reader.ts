import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { EPISODE_FILES, imageColumn } from './columns.ts';
import { type BatchEntry, EpisodeDataFile, type OpenBatch } from './data-file.ts';
import { type ExtraSample, readExtra } from './extras.ts';
import { IMAGE_BYTES, IMAGE_OFFSETS, ImageSequence, nothingYet } from './image-sequence.ts';
import type { SealedManifest } from './manifest.ts';
import { readManifestFile } from './manifest-file.ts';
import { type EpisodeSeries, readSeries } from './series.ts';

/** Reading this much more takes less time than asking the disk twice. */
const READ_AHEAD_BYTES = 2 ** 18;

/**
 * Open a sealed or recovered episode. Checks that the file has the length, columns and counts that it was
 * sealed with; each batch's checksum is looked at when it is first used, and `verifyEpisode` checks every byte.
 *
 * @throws AppError `corrupt` with what is wrong, `not-found` or `invalid-input` for the manifest, `io`.
 */
export async function openEpisode(folder: string): Promise<EpisodeReader> {
  const manifest = await readManifestFile(folder);
  if (manifest.state === 'recording') {
    throw new AppError(
      'corrupt',
      `the episode is not sealed: it is being recorded, or waits to be recovered (${folder})`,
    );
  }
  const data = await EpisodeDataFile.open(join(folder, EPISODE_FILES.data), manifest.head);
  try {
    assertWhole(data, manifest);
    return new EpisodeReader(manifest, data);
  } catch (error) {
    await data.close();
    throw error;
  }
}

/**
 * An open episode, read by offset: a frame costs one read of its own bytes, whatever the length of the
 * episode. Close it when done.
 */
export class EpisodeReader {
  readonly manifest: SealedManifest;
  readonly #data: EpisodeDataFile;
  readonly #imageOffsets = new Map<string, Int32Array>();
  /** By column: what was read with the offsets of the batch that was opened last. */
  readonly #ahead = new Map<number, { key: string; bytes: Uint8Array }>();

  constructor(manifest: SealedManifest, data: EpisodeDataFile) {
    this.manifest = manifest;
    this.#data = data;
  }

  /** T + 1. */
  get rowCount(): number {
    return this.#data.rows;
  }

  /** Everything but images and extra streams. */
  series(): Promise<EpisodeSeries> {
    return readSeries(this.#data, this.manifest.head);
  }

  /**
   * The camera's own JPEG or PNG bytes, as the row has them.
   *
   * @throws AppError `not-found` for a camera or row that the episode does not have, and for a row before the
   * camera's first image; `corrupt`, `io`.
   */
  async frame(camera: string, row: number): Promise<Uint8Array> {
    const entry = this.#batchOf(row);
    if (!this.#hasCamera(camera) || entry === undefined) throw this.#noFrame(camera, row);
    const image = await this.#image(await this.#data.openBatch(entry), camera, row);
    if (image === null) throw nothingYet(camera, row);
    return image;
  }

  /**
   * All images of a camera, for a thread that wants them in order and does nothing else meanwhile.
   *
   * @throws AppError `not-found` for a camera that the episode does not have.
   */
  sequence(camera: string): ImageSequence {
    if (!this.#hasCamera(camera)) throw new AppError('not-found', `the episode has no camera "${camera}"`);
    return new ImageSequence(this.#data, camera, async (row) => {
      const entry = this.#batchOf(row);
      if (entry === undefined) throw this.#noFrame(camera, row);
      return await this.#data.openBatch(entry);
    });
  }

  /**
   * All cameras' bytes at a row, in the order of the head; null before a camera's first image.
   *
   * @throws AppError `not-found` for a row that the episode does not have, `corrupt`, `io`.
   */
  async frames(row: number): Promise<(Uint8Array | null)[]> {
    const entry = this.#batchOf(row);
    if (entry === undefined) throw new AppError('not-found', `no row ${row} of ${this.rowCount}`);
    const batch = await this.#data.openBatch(entry);
    return Promise.all(this.manifest.head.cameras.map(({ name }) => this.#image(batch, name, row)));
  }

  /**
   * The messages of an extra stream, in the order of their arrival. Keeps one batch in memory.
   *
   * @throws AppError `not-found` for a stream that the episode does not have, `corrupt`, `io`.
   */
  extras(stream: string): AsyncGenerator<ExtraSample> {
    return readExtra(this.#data, stream);
  }

  close(): Promise<void> {
    return this.#data.close();
  }

  async #image(batch: OpenBatch, camera: string, row: number): Promise<Uint8Array | null> {
    const column = this.#data.columnOf(imageColumn(camera));
    const { offset: bytesOffset, length: bytesLength } = this.#data.regionOf(batch, column, IMAGE_BYTES);
    const key = `${column}/${batch.firstRow}`;
    let offsets = this.#imageOffsets.get(key);
    if (offsets === undefined) {
      // The bytes lie right behind their offsets: what a second call would read comes with the first.
      const begin = this.#data.regionOf(batch, column, IMAGE_OFFSETS).offset;
      const end = bytesOffset + Math.min(bytesLength, READ_AHEAD_BYTES);
      const bytes = await this.#data.readBody(batch, begin, end - begin);
      offsets = this.#data.checkedOffsets(
        new Int32Array(bytes.buffer, bytes.byteOffset, batch.rows + 1),
        batch.rows,
        bytesLength,
      );
      this.#ahead.set(column, { key, bytes: bytes.subarray(bytesOffset - begin) });
      this.#imageOffsets.set(key, offsets.slice());
    }
    const begin = offsets[row - batch.firstRow]!;
    const end = offsets[row - batch.firstRow + 1]!;
    if (begin === end) return null;
    const ahead = this.#ahead.get(column);
    if (ahead?.key === key && end <= ahead.bytes.byteLength) return ahead.bytes.slice(begin, end);
    return await this.#data.readBody(batch, bytesOffset + begin, end - begin);
  }

  #hasCamera(camera: string): boolean {
    return this.manifest.head.cameras.some(({ name }) => name === camera);
  }

  #noFrame(camera: string, row: number): AppError {
    return new AppError('not-found', `no frame of camera "${camera}" at row ${row} of ${this.rowCount}`);
  }

  #batchOf(row: number): BatchEntry | undefined {
    const { batches } = this.#data;
    let low = 0;
    let high = batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (batches[middle]!.firstRow + batches[middle]!.rows <= row) low = middle + 1;
      else high = middle;
    }
    const batch = batches[low];
    return batch !== undefined && Number.isInteger(row) && row >= batch.firstRow ? batch : undefined;
  }
}

function assertWhole(data: EpisodeDataFile, { counts, file }: SealedManifest): void {
  if (data.end.damage !== null) throw data.corrupt(data.end.damage);
  if (data.fileBytes !== file.bytes) {
    throw data.corrupt(`it has ${data.fileBytes} bytes, the manifest says ${file.bytes}`);
  }
  if (data.rows !== counts.rows)
    throw data.corrupt(`it has ${data.rows} rows, the manifest says ${counts.rows}`);
}
