import { join } from 'node:path';
import h5wasm, { type Dataset } from 'h5wasm/node';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import { recipeSchema } from '../recipes/recipe.ts';
import { type PartArray, type PartArrays, PartReader, PartWriter } from './array-part.ts';
import { copyRows, type Hdf5Job, writeHdf5, writePart } from './hdf5.ts';

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

test('a file can be cancelled between its parts, and made anew of them', async () => {
  const folder = await tempFolder();
  const arrays: PartArrays[] = [];
  for (const value of [1, 2, 3]) {
    const numbers = (part: PartWriter) => part.numbers('x', '<B', [1], Uint8Array.of(value));
    arrays.push(await writePart(folder, arrays.length, numbers));
  }
  const written: number[] = [];
  const job: Hdf5Job = {
    path: join(folder, 'in', 'data.hdf5'),
    folder,
    provenance: {
      software: { name: 'retrace', version: '0.0.0' },
      dataset: 'shirts',
      version: { name: 'v1', sha256: '0'.repeat(64) },
      recipe: recipeSchema.parse({ format: 1, name: 'test' }),
    },
    parts: arrays.length,
    assertWanted: () => {
      if (written.length === 2) throw new AppError('unavailable', 'it was cancelled');
    },
    write: async (file, index, part) => {
      written.push(index);
      await copyRows(file, `x_${index}`, part, arrays[index]!.x!, 0, 1);
    },
  };
  await expect(writeHdf5(job)).rejects.toThrow('it was cancelled');
  expect(written).toEqual([0, 1]);
  await writeHdf5({ ...job, assertWanted: () => {} });
  expect(written).toEqual([0, 1, 0, 1, 2]);
  const file = new h5wasm.File(job.path, 'r');
  expect(file.keys()).toEqual(['x_0', 'x_1', 'x_2']);
  expect((file.get('x_2') as Dataset).value).toEqual(Uint8Array.of(3));
  file.close();
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
