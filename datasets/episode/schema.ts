import {
  Binary,
  Bool,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  Schema,
  Struct,
  Timestamp,
  TimeUnit,
  Utf8,
} from 'apache-arrow';
import { toJson } from '../storage/json.ts';
import { COLUMNS, extraColumn, imageColumn } from './columns.ts';
import { EPISODE_FORMAT, type EpisodeHead, type ExtraStream } from './manifest.ts';

/** Ids of the two dictionaries, which are complete before the first row. */
export const DICTIONARY_IDS = { phase: 0, actionSource: 1 } as const;

/**
 * The Arrow schema of an episode, in the order in which `encodeRows` lays out a batch.
 *
 * Every field says it may be null, even where it never is: Hugging Face `datasets` recognises a column by
 * comparing its field with a nullable one.
 */
export function episodeSchema(head: EpisodeHead): Schema {
  const stamps = struct(head.streams.map((stream) => field(stream, new Int64())));
  const fields = [
    field(COLUMNS.step, new Int32()),
    field(COLUMNS.timeNs, new Int64()),
    field(COLUMNS.wallTime, new Timestamp(TimeUnit.NANOSECOND, 'UTC')),
    field(COLUMNS.phase, dictionary(DICTIONARY_IDS.phase)),
    field(COLUMNS.attempt, new Int16()),
    field(COLUMNS.state, floats(head.state.names.length), quantities(head.state)),
    field(COLUMNS.stampNs, stamps),
    field(COLUMNS.receivedNs, stamps),
    field(COLUMNS.action, floats(head.action.names.length), quantities(head.action)),
    field(COLUMNS.actionSource, dictionary(DICTIONARY_IDS.actionSource)),
    field(COLUMNS.reward, new Float32()),
    field(COLUMNS.terminated, new Bool()),
    field(COLUMNS.truncated, new Bool()),
    ...head.cameras.map(({ name }) => field(imageColumn(name), imageType())),
    ...head.extras.map((extra) => field(extraColumn(extra.name), samples(extra), quantities(extra))),
  ];
  return new Schema(fields, schemaMetadata(head));
}

function schemaMetadata(head: EpisodeHead): Map<string, string> {
  // The other columns' features are read off the schema; an image cannot be told from any other struct.
  const features = Object.fromEntries(
    head.cameras.map(({ name }) => [imageColumn(name), { _type: 'Image' }]),
  );
  return new Map([
    ['retrace', toJson({ format: EPISODE_FORMAT, head })],
    ['huggingface', JSON.stringify({ info: { features } })],
  ]);
}

function samples({ kind }: ExtraStream): List {
  const value = { vector: new List(field('item', new Float64())), image: new Binary(), text: new Utf8() }[
    kind
  ];
  return new List(
    field(
      'item',
      struct([field('stamp_ns', new Int64()), field('received_ns', new Int64()), field('value', value)]),
    ),
  );
}

function imageType(): Struct {
  return struct([field('bytes', new Binary()), field('path', new Utf8())]);
}

function dictionary(id: number): Dictionary {
  return new Dictionary(new Utf8(), new Int32(), id);
}

function floats(size: number): FixedSizeList {
  return new FixedSizeList(size, field('item', new Float32()));
}

function struct(fields: Field[]): Struct {
  return new Struct(fields);
}

function quantities({
  names,
  units,
}: {
  names?: string[];
  units?: string[];
}): Map<string, string> | undefined {
  if (names === undefined) return undefined;
  return new Map([
    ['names', JSON.stringify(names)],
    ['units', JSON.stringify(units ?? names.map(() => ''))],
  ]);
}

function field<T extends DataType>(name: string, type: T, metadata?: Map<string, string>): Field<T> {
  return new Field(name, type, true, metadata);
}
