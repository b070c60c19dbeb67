import { AppError } from '../../../core/errors.ts';

/**
 * A connection header of TCPROS (wiki.ros.org/ROS/Connection%20Header) as it goes on the wire: the length of
 * all, then each `name=value` behind its own length; uint32, little-endian.
 */
export function encodeHeader(fields: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(fields).map(([name, value]) => frame(Buffer.from(`${name}=${value}`)));
  return frame(Buffer.concat(parts));
}

/**
 * @param bytes the header without its length
 * @throws AppError `invalid-input` where a field is cut off or has no `=`
 */
export function parseHeader(bytes: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < bytes.byteLength) {
    const end = at + 4 <= bytes.byteLength ? at + 4 + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.byteLength) {
      throw new AppError('invalid-input', `the header is cut off in its field ${fields.size + 1}`);
    }
    const field = bytes.toString('utf8', at + 4, end);
    const equals = field.indexOf('=');
    if (equals < 1) throw new AppError('invalid-input', `the header's field "${field}" has no name`);
    fields.set(field.slice(0, equals), field.slice(equals + 1));
    at = end;
  }
  return fields;
}

/** The bytes behind their length: what every header and message of TCPROS is. */
export function frame(bytes: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(4 + bytes.byteLength);
  framed.writeUInt32LE(bytes.byteLength, 0);
  framed.set(bytes, 4);
  return framed;
}
