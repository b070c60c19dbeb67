import { writeFile } from 'node:fs/promises';
import { type Table, tableToIPC } from 'apache-arrow';

/**
 * Write a table as one row group; the schema's metadata become the file's.
 *
 * @param kind numbers are compressed by Snappy; encoded pictures as they are, since nothing makes them smaller
 */
export async function writeParquetFile(
  path: string,
  table: Table,
  kind: 'numbers' | 'pictures' = 'numbers',
): Promise<void> {
  // Only here: every thread and command would wait for its megabytes.
  const {
    Compression,
    EnabledStatistics,
    Table: ParquetTable,
    WriterPropertiesBuilder,
    writeParquet,
  } = await import('parquet-wasm');
  const properties = new WriterPropertiesBuilder()
    .setCompression(kind === 'numbers' ? Compression.SNAPPY : Compression.UNCOMPRESSED)
    .setDictionaryEnabled(kind === 'numbers')
    .setStatisticsEnabled(kind === 'numbers' ? EnabledStatistics.Chunk : EnabledStatistics.None)
    .setKeyValueMetadata(new Map(table.schema.metadata))
    .setMaxRowGroupSize(Math.max(1, table.numRows))
    .build();
  await writeFile(path, writeParquet(ParquetTable.fromIPCStream(tableToIPC(table, 'stream')), properties));
}
