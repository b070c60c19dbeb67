import { AppError } from '../../core/errors.ts';
import type { RosMessage } from './bridge.ts';
import type { Field, MessageType } from './message-definitions.ts';

const ASCII = /^\p{ASCII}*$/u;

/** What a writer of messages can take. */
export interface WriterNeeds {
  nanosecondKey: 'nsec' | 'nanosec';
  /** It counts the characters of a text where it should count bytes, and would cut others off. */
  isAsciiOnly: boolean;
}

/**
 * The whole message of which `message` says a part: what it leaves out is zero, false or empty, as in every
 * ROS client. The writers need this: they would turn a missing number into NaN, and leave out silently what
 * the type does not have.
 *
 * @throws AppError `invalid-input` for a field that the type does not have, or a value of another kind
 */
export function completeMessage(type: MessageType, message: RosMessage, needs: WriterNeeds): RosMessage {
  return completeFields(type.root, message, '');

  function completeFields(fields: Field[], part: unknown, path: string): RosMessage {
    if (typeof part !== 'object' || part === null || Array.isArray(part))
      throw wrong(path, 'a message', part);
    const given = part as RosMessage;
    for (const name of Object.keys(given)) {
      if (fields.some((field) => field.name === name)) continue;
      throw new AppError('invalid-input', `the message has no field ${join(path, name)}`);
    }
    return Object.fromEntries(
      fields.map((field) => [field.name, completeField(field, given[field.name], join(path, field.name))]),
    );
  }

  function completeField(field: Field, value: unknown, path: string): unknown {
    if (field.isArray !== true) return completeOne(field, value, path);
    const length = field.arrayLength ?? 0;
    if (value === undefined) return Array.from({ length }, () => completeOne(field, undefined, path));
    // Bytes of an image are taken as they are: one by one they would take longer than the image lasts.
    if (value instanceof Uint8Array && field.type === 'uint8' && field.arrayLength === undefined)
      return value;
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) throw wrong(path, 'a list', value);
    const items = Array.from(value as unknown as ArrayLike<unknown>);
    if (field.arrayLength !== undefined && items.length !== length) {
      throw new AppError('invalid-input', `expected ${length} values in ${path}, found ${items.length}`);
    }
    return items.map((item, i) => completeOne(field, item, `${path}[${i}]`));
  }

  function completeOne(field: Field, value: unknown, path: string): unknown {
    if (field.isComplex === true) return completeFields(type.nested.get(field.type)!, value ?? {}, path);
    switch (field.type) {
      case 'string':
        return text(value ?? '', path);
      case 'bool':
        return ofKind(value ?? false, 'boolean', path);
      case 'time':
      case 'duration':
        return time(value ?? {}, path);
      case 'int64':
      case 'uint64':
        return typeof value === 'bigint' ? value : ofKind(value ?? 0, 'number', path);
      default:
        return ofKind(value ?? 0, 'number', path);
    }
  }

  function text(value: unknown, path: string): unknown {
    if (needs.isAsciiOnly && typeof value === 'string' && !ASCII.test(value)) {
      throw new AppError('invalid-input', `only ASCII can be sent in ${path}, found "${value}"`);
    }
    return ofKind(value, 'string', path);
  }

  /** In whichever of ROS's spellings it comes. */
  function time(value: unknown, path: string): RosMessage {
    if (typeof value !== 'object' || value === null) throw wrong(path, 'a time', value);
    const { sec, secs, nsec, nsecs, nanosec } = value as RosMessage;
    return {
      sec: ofKind(sec ?? secs ?? 0, 'number', path),
      [needs.nanosecondKey]: ofKind(nsec ?? nsecs ?? nanosec ?? 0, 'number', path),
    };
  }
}

function ofKind(value: unknown, kind: 'string' | 'boolean' | 'number', path: string): unknown {
  if (typeof value !== kind) throw wrong(path, `a ${kind}`, value);
  return value;
}

function wrong(path: string, expected: string, found: unknown): AppError {
  const where = path === '' ? 'the message' : path;
  return new AppError('invalid-input', `expected ${expected} in ${where}, found ${typeof found}`);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
