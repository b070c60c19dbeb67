import { parse } from '@foxglove/rosmsg';
import { AppError, messageOf } from '../../core/errors.ts';

export type MessageDefinition = ReturnType<typeof parse>[number];
export type Field = MessageDefinition['definitions'][number];

/** What a field of a message may be called; it becomes part of code that the parsers generate. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const TYPE_NAME = /^[A-Za-z][A-Za-z0-9_]*(\/[A-Za-z][A-Za-z0-9_]*){0,2}$/;

/** On the wire; a string has at least its length. */
export const PRIMITIVE_BYTES: Readonly<Record<string, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
  string: 4,
  time: 8,
  duration: 8,
};

/** Types that unfold to more than this are none that a robot has: they are made to make their reader hang. */
const MAX_FIELDS = 10_000;

/** A message type with all that it is made of. */
export interface MessageType {
  definitions: MessageDefinition[];
  /** The fields of the message itself, without constants. */
  root: Field[];
  /** The fields of each type inside it, without constants. */
  nested: ReadonlyMap<string, Field[]>;
}

/**
 * Parse the text of a ROS message definition, its nested types after `===` lines (`gendeps --cat`).
 *
 * The readers and writers of these definitions are generated code, so names are checked strictly: a definition
 * that comes from the network must not be able to say anything but fields.
 *
 * @throws AppError `invalid-input` where it is none, or holds what cannot be read, such as `wstring`
 */
export function parseDefinition(text: string, rosVersion: 1 | 2, type: string): MessageType {
  let definitions: MessageDefinition[];
  try {
    definitions = parse(text, { ros2: rosVersion === 2 });
  } catch (cause) {
    const firstLine = messageOf(cause).split('\n', 1)[0]!;
    throw new AppError('invalid-input', `not a message definition: ${firstLine} (${type})`, { cause });
  }
  const fieldsOf = ({ definitions: fields }: MessageDefinition) =>
    fields.filter((field) => !field.isConstant);
  const root = definitions.find(({ name }) => name === undefined) ?? definitions[0]!;
  const nested = new Map(definitions.filter((d) => d !== root).map((d) => [d.name ?? '', fieldsOf(d)]));
  for (const definition of definitions) checkNames(definition, nested, type);
  unfold(fieldsOf(root), nested, new Map(), type);
  return { definitions, root: fieldsOf(root), nested };
}

function checkNames(
  { name, definitions }: MessageDefinition,
  nested: Map<string, unknown>,
  type: string,
): void {
  if (name !== undefined && !TYPE_NAME.test(name)) {
    throw new AppError('invalid-input', `expected a type name, found "${name.slice(0, 80)}" (${type})`);
  }
  for (const field of definitions) {
    if (!FIELD_NAME.test(field.name)) {
      throw new AppError('invalid-input', `expected a field name, found "${field.name}" (${type})`);
    }
    const isKnown =
      field.isComplex === true ? nested.has(field.type) : Object.hasOwn(PRIMITIVE_BYTES, field.type);
    if (!isKnown && field.isConstant !== true) {
      throw new AppError(
        'invalid-input',
        `the type of ${field.name}, ${field.type}, cannot be read (${type})`,
      );
    }
  }
}

interface Extent {
  fields: number;
  /** What a message of this type takes at least. */
  bytes: number;
}

/**
 * How much there is in a type, so that reading one is bounded by the bytes that came: no type holds itself,
 * none unfolds without end, and no array can have elements that take no bytes.
 */
function unfold(
  fields: Field[],
  nested: ReadonlyMap<string, Field[]>,
  known: Map<string, Extent | 'under way'>,
  type: string,
): Extent {
  const total: Extent = { fields: 0, bytes: 0 };
  for (const field of fields) {
    const one = extentOf(field, nested, known, type);
    if (field.isArray === true && one.bytes === 0) {
      throw new AppError('invalid-input', `${field.name} is an array of empty messages (${type})`);
    }
    const isDynamic = field.isArray === true && field.arrayLength === undefined;
    total.fields += one.fields;
    total.bytes += isDynamic ? 4 : one.bytes * (field.arrayLength ?? 1);
    if (total.fields > MAX_FIELDS) {
      throw new AppError('invalid-input', `a message of more than ${MAX_FIELDS} fields (${type})`);
    }
  }
  return total;
}

function extentOf(
  field: Field,
  nested: ReadonlyMap<string, Field[]>,
  known: Map<string, Extent | 'under way'>,
  type: string,
): Extent {
  if (field.isComplex !== true) return { fields: 1, bytes: PRIMITIVE_BYTES[field.type]! };
  const before = known.get(field.type);
  if (before === 'under way') throw new AppError('invalid-input', `${field.type} holds itself (${type})`);
  if (before !== undefined) return before;
  known.set(field.type, 'under way');
  const inner = unfold(nested.get(field.type)!, nested, known, type);
  const extent = { fields: inner.fields + 1, bytes: inner.bytes };
  known.set(field.type, extent);
  return extent;
}
