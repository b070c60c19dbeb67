import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../core/errors.ts';
import type { CameraTrack } from '../recipes/trajectory.ts';
import type { Pictures } from './pictures.ts';

/** HDF5's names of numbers: little endian. */
export type NumberType = '<f' | '<d' | '<i' | '<q' | '<B' | '<b';

export type Numbers = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** An array in a part: rows after each other, from a byte of its file on. */
export interface PartArray {
  dtype: NumberType;
  shape: number[];
  offset: number;
}

export type PartArrays = Record<string, PartArray>;

/**
 * The arrays of one trajectory in a file of its own. Formats of one file are written so by many threads, and put
 * together at the end.
 */
export class PartWriter {
  readonly arrays: PartArrays = {};
  readonly #file: FileHandle;
  #offset = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<PartWriter> {
    return new PartWriter(await open(path, 'w'));
  }

  async numbers(name: string, dtype: NumberType, shape: number[], data: Numbers): Promise<void> {
    this.#begin(name, dtype, shape);
    await this.#append(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  /** Of the first `count` instants: `[count, height, width, 3]`, or channel first. */
  async pictures(
    name: string,
    pictures: Pictures,
    track: CameraTrack,
    count: number,
    order: 'channel-last' | 'channel-first',
  ): Promise<void> {
    const { widthPx, heightPx } = track;
    const one = order === 'channel-last' ? [heightPx, widthPx, 3] : [3, heightPx, widthPx];
    this.#begin(name, '<B', [count, ...one]);
    for (let instant = 0; instant < count; instant += 1) {
      const { data } = await (await pictures.frame(track, instant)).rgb();
      await this.#append(order === 'channel-last' ? data : planesOf(data, widthPx * heightPx));
    }
  }

  /** Encoded pictures of the first `count` instants, a row each, filled up with zeros to the longest. */
  async encodedPictures(name: string, pictures: Pictures, track: CameraTrack, count: number): Promise<void> {
    const { byteLengths, bytes } = await pictures.encoded(track, 0, count);
    const longest = byteLengths.reduce((most, length) => Math.max(most, length), 0);
    const row = new Uint8Array(longest);
    this.#begin(name, '<B', [count, row.byteLength]);
    for await (const picture of bytes) {
      row.fill(0).set(picture);
      await this.#append(row);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #begin(name: string, dtype: NumberType, shape: number[]): void {
    this.arrays[name] = { dtype, shape, offset: this.#offset };
  }

  async #append(bytes: Uint8Array): Promise<void> {
    // All of it: one write call may write less than it was given.
    await this.#file.writeFile(bytes);
    this.#offset += bytes.byteLength;
  }
}

export class PartReader {
  readonly #file: FileHandle;
  readonly #path: string;

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  static async open(path: string): Promise<PartReader> {
    return new PartReader(await open(path, 'r'), path);
  }

  /** @throws AppError `io` when the file is shorter than what was written. */
  async rows(array: PartArray, from: number, until: number): Promise<Numbers> {
    const rowBytes = rowBytesOf(array);
    const bytes = new Uint8Array((until - from) * rowBytes);
    const position = array.offset + from * rowBytes;
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.byteLength, position);
    if (bytesRead < bytes.byteLength) {
      const found = `${bytesRead} of ${bytes.byteLength} bytes at ${position}`;
      throw new AppError('io', `what was exported so far cannot be read back: ${found} (${this.#path})`);
    }
    return new TYPED[array.dtype](bytes.buffer);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

const TYPED = {
  '<f': Float32Array,
  '<d': Float64Array,
  '<i': Int32Array,
  '<q': BigInt64Array,
  '<B': Uint8Array,
  '<b': Int8Array,
} as const satisfies Record<NumberType, new (length: number) => Numbers>;

export function rowBytesOf({ dtype, shape }: PartArray): number {
  return shape.slice(1).reduce((product, size) => product * size, TYPED[dtype].BYTES_PER_ELEMENT);
}

function planesOf(rgb: Uint8Array, pixels: number): Uint8Array {
  const planes = new Uint8Array(rgb.length);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1)
      planes[channel * pixels + pixel] = rgb[pixel * 3 + channel]!;
  }
  return planes;
}
