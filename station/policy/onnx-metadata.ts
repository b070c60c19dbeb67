import { AppError } from '../../core/errors.ts';

/** `ModelProto.metadata_props` of onnx.proto: a `StringStringEntryProto` with `key = 1`, `value = 2`. */
const METADATA_FIELD = 14;
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/**
 * A model's own metadata by key, which ONNX Runtime's JavaScript does not tell.
 *
 * @throws AppError `invalid-input` when the bytes are no protocol buffer
 */
export function readOnnxMetadata(model: Uint8Array): Map<string, string> {
  const metadata = new Map<string, string>();
  for (const { field, bytes } of fieldsOf(model)) {
    if (field !== METADATA_FIELD) continue;
    const entry = new Map(fieldsOf(bytes).map((part) => [part.field, new TextDecoder().decode(part.bytes)]));
    metadata.set(entry.get(1) ?? '', entry.get(2) ?? '');
  }
  return metadata;
}

/** The fields of a message that hold bytes; numbers are passed over. */
function fieldsOf(message: Uint8Array): { field: number; bytes: Uint8Array }[] {
  const found: { field: number; bytes: Uint8Array }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < message.length; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new AppError('invalid-input', `not an ONNX model: it is cut at byte ${at}`);
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === WIRE.varint) varint();
    else if (wire === WIRE.fixed64) at += 8;
    else if (wire === WIRE.fixed32) at += 4;
    else if (wire === WIRE.bytes) {
      const length = varint();
      found.push({ field: Math.floor(tag / 8), bytes: message.subarray(at, at + length) });
      at += length;
    } else throw new AppError('invalid-input', `not an ONNX model: wire type ${wire} at byte ${at}`);
    if (at > message.length)
      throw new AppError('invalid-input', `not an ONNX model: it is cut at byte ${at}`);
  }
  return found;
}
