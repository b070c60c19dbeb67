import h5wasm, { type Dataset, type File, type Group } from 'h5wasm/node';
import { AppError } from '../../core/errors.ts';
import type { CameraTrack } from '../recipes/trajectory.ts';
import { toJson } from '../storage/json.ts';
import type { Pictures } from './pictures.ts';
import type { Provenance } from './target.ts';

/** HDF5's names of numbers: little endian. */
export type Hdf5Type = '<f' | '<d' | '<i' | '<q' | '<B' | '<b';

type Numbers = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** A file that is made; close it. Bytes go to the disk as they come. */
export async function createHdf5(path: string, provenance: Provenance): Promise<File> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  file.create_attribute('retrace', toJson(provenance));
  return file;
}

/** @throws AppError `io` when the file was not written to its end. */
export function closeHdf5(file: File): void {
  const status = file.close();
  if (status < 0) throw new AppError('io', `the HDF5 file was not closed: ${status} (${file.filename})`);
}

export function writeNumbers(
  group: Group,
  name: string,
  data: Numbers,
  shape: number[],
  dtype: Hdf5Type,
): void {
  group.create_dataset({ name, data, shape, dtype });
}

/**
 * Write pictures one by one, a chunk each: `[count, height, width, 3]`, or channel first.
 *
 * @param instants which of the track's, in order
 */
export async function writePictures(
  group: Group,
  name: string,
  pictures: Pictures,
  track: CameraTrack,
  instants: { from: number; until: number },
  order: 'channel-last' | 'channel-first',
): Promise<void> {
  const { widthPx, heightPx } = track;
  const count = instants.until - instants.from;
  const one = order === 'channel-last' ? [heightPx, widthPx, 3] : [3, heightPx, widthPx];
  const first = await pictures.rgb(track, instants.from);
  const dataset = group.create_dataset({
    name,
    data: arranged(first.data, widthPx * heightPx, order),
    shape: [1, ...one],
    maxshape: [count, ...one],
    chunks: [1, ...one],
    dtype: '<B',
  });
  if (count > 1) dataset.resize([count, ...one]);
  for (let index = 1; index < count; index += 1) {
    const { data } = await pictures.rgb(track, instants.from + index);
    writeRow(dataset, index, one, arranged(data, widthPx * heightPx, order));
  }
}

function writeRow(dataset: Dataset, index: number, shape: number[], data: Uint8Array): void {
  dataset.write_slice([[index, index + 1], ...shape.map((size): [number, number] => [0, size])], data);
}

function arranged(rgb: Uint8Array, pixels: number, order: 'channel-last' | 'channel-first'): Uint8Array {
  if (order === 'channel-last') return rgb;
  const planes = new Uint8Array(rgb.length);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      planes[channel * pixels + pixel] = rgb[pixel * 3 + channel]!;
    }
  }
  return planes;
}
