import { type Data, DataType } from 'apache-arrow';
import { AppError } from '../../core/errors.ts';
import { extraColumn } from './columns.ts';
import type { EpisodeDataFile } from './data-file.ts';
import type { Stamp } from './row.ts';

/** A message of an extra stream, with the row before which it arrived. */
export interface ExtraSample extends Stamp {
  row: number;
  value: Float64Array | Uint8Array | string;
}

const utf8 = new TextDecoder();

/**
 * The messages of an extra stream in the order of their arrival. Keeps one batch in memory.
 *
 * @throws AppError `not-found` for a stream that the episode does not have, `corrupt`, `io`.
 */
export async function* readExtra(data: EpisodeDataFile, stream: string): AsyncGenerator<ExtraSample> {
  const column = data.columnOf(extraColumn(stream));
  if (column < 0)
    throw new AppError('not-found', `the episode has no extra stream "${stream}" (${data.path})`);
  for (const entry of data.batches) {
    const batch = await data.openBatch(entry);
    const [rows] = await data.readColumns(batch, column, column + 1);
    yield* samplesOf(data, rows!, batch.firstRow);
  }
}

function* samplesOf(data: EpisodeDataFile, rows: Data, firstRow: number): Generator<ExtraSample> {
  const samples = rows.children[0]!;
  const [stampNs, receivedNs, values] = samples.children as [Data, Data, Data];
  const offsets = data.checkedOffsets(rows.valueOffsets, rows.length, samples.length);
  const readValue = valueReader(data, values);
  for (let row = 0; row < rows.length; row += 1) {
    for (let index = offsets[row]!; index < offsets[row + 1]!; index += 1) {
      yield {
        row: firstRow + row,
        stampNs: stampNs.values[index],
        receivedNs: receivedNs.values[index],
        value: readValue(index),
      };
    }
  }
}

function valueReader(data: EpisodeDataFile, values: Data): (index: number) => ExtraSample['value'] {
  const items = DataType.isList(values.type) ? values.children[0]!.values : values.values;
  const offsets = data.checkedOffsets(values.valueOffsets, values.length, items.length);
  const slice = (index: number) => items.subarray(offsets[index]!, offsets[index + 1]!);
  return DataType.isUtf8(values.type) ? (index) => utf8.decode(slice(index)) : slice;
}
