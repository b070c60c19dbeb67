import { writeFile } from 'node:fs/promises';
import { type Table, tableToIPC } from 'apache-arrow';

/** Write a table as one row group, compressed by Snappy; the schema's metadata become the file's. */
export async function writeParquetFile(path: string, table: Table): Promise<void> {
  // Only here: every thread and command would wait for its megabytes.
  const {
    Compression,
    Table: ParquetTable,
    WriterPropertiesBuilder,
    writeParquet,
  } = await import('parquet-wasm');
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setKeyValueMetadata(new Map(table.schema.metadata))
    .setMaxRowGroupSize(Math.max(1, table.numRows))
    .build();
  await writeFile(path, writeParquet(ParquetTable.fromIPCStream(tableToIPC(table, 'stream')), properties));
}
