import { Encoder } from 'cbor-x';
import type { Compression } from './operations.ts';
import type { Quirks } from './quirks.ts';

/** A message of a topic: plain objects, where bytes are a Uint8Array and numbers in bulk a Float64Array. */
export type Message = Readonly<Record<string, unknown>>;

export type Frame = string | Uint8Array;

/** Plain CBOR maps, untagged byte strings, and typed arrays by RFC 8746: what rosbridge's own encoder makes. */
const cbor = new Encoder({ useRecords: false, tagUint8Array: false, variableMapSize: true });

/** The frame that carries a message to a subscriber: JSON text, or a binary CBOR map. */
export function encodePublish(
  topic: string,
  message: Message,
  compression: Compression,
  jsonBytes: Quirks['jsonBytes'] = 'base64',
): Frame {
  const publish = { op: 'publish', topic, msg: message };
  return compression === 'cbor' ? cbor.encode(publish) : JSON.stringify(toJson(publish, jsonBytes));
}

/** What the CBOR encoder of the ROS 1 server cannot write. */
export function hasStringArray(message: Message): boolean {
  return Object.values(message).some((value) => Array.isArray(value) && typeof value[0] === 'string');
}

/** As rosbridge writes JSON: bytes as base64, every other array as numbers; ros2-web-bridge knows no bytes. */
function toJson(value: unknown, jsonBytes: Quirks['jsonBytes']): unknown {
  if (value instanceof Uint8Array) {
    if (jsonBytes === 'numbers') return Array.from(value);
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (value instanceof Float64Array) return Array.from(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toJson(field, jsonBytes)]));
}
