import { writeFile } from 'node:fs/promises';
import { type Table, tableToIPC } from 'apache-arrow';
import { Compression, Table as ParquetTable, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';

/** Write a table as one row group, compressed by Snappy; the schema's metadata become the file's. */
export async function writeParquetFile(path: string, table: Table): Promise<void> {
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setKeyValueMetadata(new Map(table.schema.metadata))
    .setMaxRowGroupSize(Math.max(1, table.numRows))
    .build();
  await writeFile(path, writeParquet(ParquetTable.fromIPCStream(tableToIPC(table, 'stream')), properties));
}
