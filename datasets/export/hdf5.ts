import { dirname, join } from 'node:path';
import type { Dataset, File, Group } from 'h5wasm/node';
import { AppError } from '../../core/errors.ts';
import { ensureFolder } from '../storage/files.ts';
import { toJson } from '../storage/json.ts';
import { type PartArray, type PartArrays, PartReader, PartWriter, rowBytesOf } from './array-part.ts';
import { PARTS, type Provenance } from './target.ts';

/** Of an array's rows, in memory at a time: all of a camera's pictures may be more than Node reads in one call. */
const COPY_BYTES = 8 * 1024 * 1024;

/** Write one trajectory's part of a file that {@link writeHdf5} puts together. */
export async function writePart(
  folder: string,
  index: number,
  write: (part: PartWriter) => Promise<void>,
): Promise<PartArrays> {
  await ensureFolder(join(folder, PARTS));
  const part = await PartWriter.create(partPath(folder, index));
  try {
    await write(part);
  } finally {
    await part.close();
  }
  return part.arrays;
}

export interface Hdf5Job {
  /** Of the file. */
  path: string;
  /** Of the export, where the parts are. */
  folder: string;
  provenance: Provenance;
  parts: number;
  assertWanted(): void;
  write(file: File, index: number, part: PartReader): Promise<void>;
  /** After all parts. */
  finish?(file: File): void;
}

/**
 * Make an HDF5 file of all parts, anew if one is there. Bytes go to the disk as they come.
 *
 * @throws AppError `io` when the file was not written to its end; as `assertWanted`, between two parts
 */
export async function writeHdf5(job: Hdf5Job): Promise<void> {
  const { path, folder, provenance, parts } = job;
  await ensureFolder(dirname(path));
  // Only here: every thread and command would wait for its megabytes.
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  try {
    file.create_attribute('retrace', toJson(provenance));
    for (let index = 0; index < parts; index += 1) {
      job.assertWanted();
      const part = await PartReader.open(partPath(folder, index));
      try {
        await job.write(file, index, part);
      } finally {
        await part.close();
      }
    }
    job.finish?.(file);
  } finally {
    const status = file.close();
    // biome-ignore lint/correctness/noUnsafeFinally: a file that was not closed is none
    if (status < 0) throw new AppError('io', `the HDF5 file is not whole: is the disk full? (${path})`);
  }
}

/** Copy rows `[from, until)` of a part into a dataset of their own, in pieces; decoded pictures are a chunk each. */
export async function copyRows(
  group: Group,
  name: string,
  part: PartReader,
  array: PartArray,
  from: number,
  until: number,
): Promise<void> {
  const inner = array.shape.slice(1);
  const rows = until - from;
  const first = Math.min(rows, Math.max(1, Math.floor(COPY_BYTES / rowBytesOf(array))));
  const arePictures = inner.length === 3;
  const chunked = { maxshape: [rows, ...inner], chunks: [arePictures ? 1 : first, ...inner] };
  group.create_dataset({
    name,
    data: await part.rows(array, from, from + first),
    shape: [first, ...inner],
    dtype: array.dtype,
    ...(arePictures || first < rows ? chunked : {}),
  });
  if (first === rows) return;
  const dataset = group.get(name) as Dataset;
  dataset.resize([rows, ...inner]);
  for (let row = first; row < rows; row += first) {
    const end = Math.min(row + first, rows);
    writeRows(dataset, row, inner, await part.rows(array, from + row, from + end));
  }
}

/** Write rows into a dataset that has them already, from row `at` on. */
export function writeRows(
  dataset: Dataset,
  at: number,
  inner: number[],
  data: Awaited<ReturnType<PartReader['rows']>>,
): void {
  const rows = data.length / inner.reduce((product, size) => product * size, 1);
  dataset.write_slice([[at, at + rows], ...inner.map((size): [number, number] => [0, size])], data);
}

function partPath(folder: string, index: number): string {
  return join(folder, PARTS, `${index}`);
}
