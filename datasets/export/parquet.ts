import { DataType, Field, Schema } from 'apache-arrow';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { encodeSchemaMessage } from '../arrow/message.ts';
import { FileSink } from './file-sink.ts';

/** A column of a table, by Arrow's types; null where there is nothing. */
export interface Column {
  name: string;
  type: DataType;
  /** Numbers, bigints for 64 bits, texts, bytes, objects for structs, arrays for lists. */
  values: unknown[];
}

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** About a picture: pages are put together in memory that grows by doubling. */
const PAGE_BYTES = 2 ** 16;

/** Rows of numbers, each a value of its column. */
export function rowsOf(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

/** Write a table as one row group. */
export async function writeParquet(
  path: string,
  columns: Column[],
  metadata: Record<string, string> = {},
): Promise<void> {
  await writeRowGroups(path, metadata, [columns]);
}

/**
 * Write a table in row groups, each with the same columns, of which one is in memory at a time. Numbers are
 * compressed by Snappy, bytes are as they are: nothing makes encoded pictures smaller.
 */
export async function writeRowGroups(
  path: string,
  metadata: Record<string, string>,
  groups: Iterable<Column[]> | AsyncIterable<Column[]>,
): Promise<void> {
  await FileSink.write(path, async (sink) => {
    let parquet: ParquetWriter | null = null;
    for await (const columns of groups) {
      parquet ??= new ParquetWriter({
        writer: new SinkWriter(sink),
        schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)],
        kvMetadata: keyValues(columns, metadata),
      });
      const columnData = columns.map(({ name, type, values }) => {
        const base = { name, data: values, offsetIndex: false };
        return hasBytes(type)
          ? { ...base, codec: 'UNCOMPRESSED' as const, encoding: 'PLAIN' as const, statistics: false }
          : base;
      });
      const rowGroupSize = Math.max(1, columns[0]!.values.length);
      await parquet.write({ columnData, rowGroupSize, pageSize: PAGE_BYTES });
    }
    await parquet?.finish();
  });
}

/** Memory for a row group, which goes into the file then. */
class SinkWriter extends ByteWriter {
  readonly #sink: FileSink;

  constructor(sink: FileSink) {
    super();
    this.#sink = sink;
  }

  flush(): void {
    this.#sink.write(this.getBytes());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** With Arrow's own schema, by which readers tell lists of a fixed size from others. */
function keyValues(columns: Column[], metadata: Record<string, string>): { key: string; value: string }[] {
  const fields = columns.map(({ name, type }) => new Field(name, type, true));
  const schema = encodeSchemaMessage(new Schema(fields, new Map(Object.entries(metadata)))).header;
  const all = { ...metadata, 'ARROW:schema': Buffer.from(schema).toString('base64') };
  return Object.entries(all).map(([key, value]) => ({ key, value }));
}

function hasBytes(type: DataType): boolean {
  return (
    DataType.isBinary(type) ||
    (DataType.isStruct(type) && type.children.some((child) => hasBytes(child.type)))
  );
}

/** A field and all below it, depth first. */
function elementsOf({ name, type }: Pick<Column, 'name' | 'type'>): SchemaElement[] {
  const element = { name, repetition_type: 'OPTIONAL' as const };
  if (DataType.isStruct(type)) {
    return [{ ...element, num_children: type.children.length }, ...type.children.flatMap(elementsOf)];
  }
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) {
    const item = elementsOf({ name: 'element', type: type.children[0]!.type });
    const list = { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 };
    return [{ ...element, converted_type: 'LIST', num_children: 1 }, list, ...item];
  }
  if (DataType.isUtf8(type)) return [{ ...element, type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
  return [{ ...element, type: physicalTypeOf(type) }];
}

function physicalTypeOf(type: DataType): 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE' | 'BYTE_ARRAY' {
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isBinary(type)) return 'BYTE_ARRAY';
  if (DataType.isInt(type)) return type.bitWidth === 64 ? 'INT64' : 'INT32';
  if (DataType.isFloat(type)) return type.precision === 1 ? 'FLOAT' : 'DOUBLE';
  throw new Error(`no Parquet type for ${type}`);
}
