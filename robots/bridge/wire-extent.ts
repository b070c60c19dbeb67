import { AppError } from '../../core/errors.ts';
import { type Field, type MessageType, PRIMITIVE_BYTES } from './message-definitions.ts';

/** CDR begins with two bytes of encapsulation and two of options; alignment counts from behind them. */
const CDR_HEADER_BYTES = 4;
const CDR_BIG_ENDIAN = 0;
const CDR_LITTLE_ENDIAN = 1;

/**
 * How many of `bytes` a message of this type takes, in ROS 1's serialization or in CDR (OMG, plain and
 * version 1, as ROS 2 writes it), without making anything of it. The readers trust every length they find:
 * they would allocate gigabytes for a broken one, and hand out memory that lies behind the message.
 *
 * @throws AppError `invalid-input` where the message would be longer than its bytes
 */
export function wireExtent(type: MessageType, bytes: Uint8Array, encoding: 'ros1' | 'cdr'): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isCdr = encoding === 'cdr';
  const origin = isCdr ? CDR_HEADER_BYTES : 0;
  const isLittleEndian = !isCdr || readEndianness(view);
  let offset = origin;
  walk(type.root);
  return offset;

  function walk(fields: Field[]): void {
    // In CDR a message without fields is one byte.
    if (isCdr && fields.length === 0) skip(1, 1, 'an empty message');
    for (const field of fields) {
      const count = field.isArray === true ? (field.arrayLength ?? length(field.name)) : 1;
      if (field.isComplex === true) {
        const nested = type.nested.get(field.type)!;
        for (let i = 0; i < count; i += 1) walk(nested);
      } else if (field.type === 'string') {
        for (let i = 0; i < count; i += 1) skip(length(field.name), 1, field.name);
      } else if (count > 0) {
        const size = PRIMITIVE_BYTES[field.type]!;
        const isTime = field.type === 'time' || field.type === 'duration';
        skip(size * count, isTime ? 4 : size, field.name);
      }
    }
  }

  function length(name: string): number {
    skip(4, 4, name);
    return view.getUint32(offset - 4, isLittleEndian);
  }

  function skip(byteCount: number, alignment: number, name: string): void {
    const past = (offset - origin) % alignment;
    const start = isCdr && past > 0 ? offset + alignment - past : offset;
    if (start + byteCount > view.byteLength) {
      const left = Math.max(0, view.byteLength - start);
      throw new AppError('invalid-input', `${name} takes ${byteCount} bytes, and ${left} are left`);
    }
    offset = start + byteCount;
  }
}

function readEndianness(view: DataView): boolean {
  if (view.byteLength < CDR_HEADER_BYTES) {
    throw new AppError(
      'invalid-input',
      `CDR begins with ${CDR_HEADER_BYTES} bytes, found ${view.byteLength}`,
    );
  }
  const encapsulation = view.getUint16(0);
  if (encapsulation !== CDR_BIG_ENDIAN && encapsulation !== CDR_LITTLE_ENDIAN) {
    throw new AppError('invalid-input', `expected plain CDR (0 or 1), found encapsulation ${encapsulation}`);
  }
  return encapsulation === CDR_LITTLE_ENDIAN;
}
