import {
  Binary,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';

/** A column of a table that is about to be written. */
export interface Column {
  field: Field;
  data: Data;
}

/** Values one by one, for columns that are small. */
export function column<T extends DataType>(name: string, type: T, values: Iterable<unknown>): Column {
  const vector = vectorFromArray([...values] as never[], type) as unknown as Vector<T>;
  return { field: new Field(name, type, true), data: vector.data[0]! };
}

/** Rows of `width` numbers, without a copy. */
export function floatRows(name: string, width: number, values: Float32Array): Column {
  const type = new FixedSizeList(width, new Field('item', new Float32(), true));
  const child = makeData({ type: new Float32(), length: values.length, data: values });
  const data = makeData({ type, length: values.length / width, child });
  return { field: new Field(name, type, true), data };
}

/** Bytes of any length, laid end to end once. */
export function binaryData(values: readonly Uint8Array[]): Data<Binary> {
  const valueOffsets = new Int32Array(values.length + 1);
  for (const [row, { byteLength }] of values.entries())
    valueOffsets[row + 1] = valueOffsets[row]! + byteLength;
  const data = new Uint8Array(valueOffsets.at(-1)!);
  for (const [row, value] of values.entries()) data.set(value, valueOffsets[row]!);
  return makeData({ type: new Binary(), length: values.length, valueOffsets, data });
}

export function binaryColumn(name: string, values: readonly Uint8Array[]): Column {
  return { field: new Field(name, new Binary(), true), data: binaryData(values) };
}

/** A table of one batch. */
export function tableOf(columns: Column[], metadata: Record<string, string> = {}): Table {
  const schema = new Schema(
    columns.map(({ field }) => field),
    new Map(Object.entries(metadata)),
  );
  const length = columns[0]?.data.length ?? 0;
  const data = makeData({
    type: new Struct(schema.fields),
    length,
    children: columns.map((each) => each.data),
  });
  return new Table(schema, [new RecordBatch(schema, data)]);
}
