import { join } from 'node:path';
import h5wasm, { type Dataset } from 'h5wasm/node';
import { expect, test, vi } from 'vitest';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { type PartArray, PartReader, PartWriter } from './array-part.ts';
import { copyRows } from './hdf5.ts';

const MIB = 2 ** 20;

test.each([
  { what: 'encoded pictures', dtype: '<B', shape: [17, MIB] },
  { what: 'a state', dtype: '<f', shape: [3 * MIB, 2] },
  { what: 'a reward', dtype: '<d', shape: [2 * MIB] },
  { what: 'decoded pictures', dtype: '<B', shape: [21, 512, 512, 3] },
] as const)('$what of some megabytes are copied in pieces', { timeout: 60_000 }, async ({ dtype, shape }) => {
  const folder = await tempFolder();
  const size = shape.reduce<number>((product, each) => product * each, 1);
  const types = { '<B': Uint8Array, '<f': Float32Array, '<d': Float64Array };
  const data = new types[dtype](size);
  for (let at = 0; at < size; at += 1) data[at] = (at * 7) % 251;
  const writer = await PartWriter.create(join(folder, 'part'));
  await writer.numbers('before', '<B', [3], Uint8Array.of(1, 2, 3));
  await writer.numbers('array', dtype, [...shape], data);
  await writer.close();

  const part = await PartReader.open(join(folder, 'part'));
  const rows = vi.spyOn(part, 'rows');
  await h5wasm.ready;
  const file = new h5wasm.File(join(folder, 'copy.hdf5'), 'w');
  // As robomimic has the next observations.
  await copyRows(file, 'array', part, writer.arrays.array as PartArray, 1, shape[0]);
  const read = await Promise.all(rows.mock.results.map(({ value }) => value as Promise<Uint8Array>));
  await part.close();
  const copied = (file.get('array') as Dataset).value as typeof data;
  file.close();

  expect(Math.max(...read.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(8 * MIB);
  expect(Buffer.compare(bytesOf(copied), bytesOf(data.subarray(size / shape[0])))).toBe(0);
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
