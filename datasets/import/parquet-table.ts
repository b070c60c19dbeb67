import { readFile } from 'node:fs/promises';
import { type Table, tableFromIPC } from 'apache-arrow';
import { AppError, messageOf } from '../../core/errors.ts';

/** @throws AppError `corrupt` for a file that is no Parquet, `not-found`. */
export async function readParquetTable(path: string): Promise<Table> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new AppError('not-found', `the table cannot be read: ${messageOf(cause)}`, { cause });
  }
  // Only here: it brings megabytes.
  const { readParquet } = await import('parquet-wasm');
  try {
    return tableFromIPC(readParquet(bytes).intoIPCStream());
  } catch (cause) {
    throw new AppError('corrupt', `not a whole Parquet file: ${messageOf(cause)} (${path})`, { cause });
  }
}

/** The values of a column, whatever integer type it has; null without such a column. */
export function numbersOf(table: Table, column: string): number[] | null {
  const vector = table.getChild(column);
  return vector === null ? null : Array.from(vector, Number);
}
