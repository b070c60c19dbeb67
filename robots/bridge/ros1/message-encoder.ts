import { md5, stringify } from '@foxglove/rosmsg';
import { MessageWriter } from '@foxglove/rosmsg-serialization';
import { AppError } from '../../../core/errors.ts';
import type { RosMessage } from '../bridge.ts';
import { type MessageDefinition, messageDefinitions } from './message-definitions.ts';

type Field = MessageDefinition['definitions'][number];

const TIME_ZERO = { sec: 0, nsec: 0 };

/** Serializes messages of one type as ROS 1 does. */
export class MessageEncoder {
  readonly md5sum: string;
  readonly definitionText: string;
  readonly #definitions: MessageDefinition[];
  readonly #writer: MessageWriter;

  /** @throws AppError `not-found` for a type that Retrace does not know */
  constructor(type: string) {
    this.#definitions = messageDefinitions(type);
    this.md5sum = md5(this.#definitions);
    this.definitionText = stringify(this.#definitions);
    this.#writer = new MessageWriter(this.#definitions);
  }

  /**
   * What the message does not say is zero or empty, as in every ROS client; the library would write NaN.
   *
   * @throws AppError `invalid-input` for a field that the type does not have or a value of another kind
   */
  encode(message: RosMessage): Uint8Array {
    const whole = this.#complete(this.#definitions[0]!, message, '');
    try {
      return this.#writer.writeMessage(whole);
    } catch (cause) {
      throw new AppError('invalid-input', `the message cannot be written: ${String(cause)}`, { cause });
    }
  }

  #complete({ definitions }: MessageDefinition, message: RosMessage, path: string): RosMessage {
    const fields = definitions.filter(({ isConstant }) => isConstant !== true);
    for (const name of Object.keys(message)) {
      if (fields.some((field) => field.name === name)) continue;
      throw new AppError('invalid-input', `the message's type has no field "${path}${name}"`);
    }
    return Object.fromEntries(
      fields.map((field) => [field.name, this.#value(field, message[field.name], `${path}${field.name}`)]),
    );
  }

  #value(field: Field, value: unknown, path: string): unknown {
    const { isArray, arrayLength } = field;
    const ofOne = (one: unknown, at: string): unknown =>
      field.isComplex === true
        ? this.#complete(this.#named(field.type), (one ?? {}) as RosMessage, `${at}.`)
        : primitive(field.type, one, at);
    if (isArray !== true) return ofOne(value, path);
    const items = Array.from((value ?? { length: arrayLength ?? 0 }) as ArrayLike<unknown>);
    if (arrayLength !== undefined && items.length !== arrayLength) {
      throw new AppError('invalid-input', `expected ${arrayLength} values at ${path}, found ${items.length}`);
    }
    return items.map((item, i) => ofOne(item, `${path}[${i}]`));
  }

  #named(type: string): MessageDefinition {
    return this.#definitions.find(({ name }) => name === type)!;
  }
}

function primitive(type: string, value: unknown, path: string): unknown {
  if (value === undefined) {
    if (type === 'string') return '';
    if (type === 'time' || type === 'duration') return TIME_ZERO;
    return type === 'bool' ? false : 0;
  }
  const expected =
    { string: 'string', bool: 'boolean', time: 'object', duration: 'object' }[type] ?? 'number';
  if (typeof value !== expected && !(expected === 'number' && typeof value === 'bigint')) {
    throw new AppError('invalid-input', `expected a ${expected} at ${path}, found ${JSON.stringify(value)}`);
  }
  return value;
}
