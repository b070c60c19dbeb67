import { crc32c } from '@node-rs/crc32';

/** A value of tf.train.Feature. */
export type Feature =
  | { bytes: readonly Uint8Array[] }
  | { floats: ArrayLike<number> }
  | { integers: readonly number[] };

/** Framed for a TFRecord file: length, data, and the masked CRC-32C of each. */
export function frameRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(12 + data.byteLength + 4);
  record.writeBigUInt64LE(BigInt(data.byteLength), 0);
  record.writeUInt32LE(masked(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(masked(data), 12 + data.byteLength);
  return record;
}

function masked(bytes: Uint8Array): number {
  const crc = crc32c(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** A tf.train.Example as protocol buffers write it. Features are in the order of their names, so that bytes are too. */
export function encodeExample(features: Record<string, Feature>): Buffer {
  const entries = Object.keys(features)
    .sort()
    .map((name) => {
      const entry = [...field(1, [Buffer.from(name)]), ...field(2, encodeFeature(features[name]!))];
      return field(1, entry);
    });
  return Buffer.concat(field(1, entries.flat()));
}

function encodeFeature(feature: Feature): Uint8Array[] {
  if ('bytes' in feature)
    return field(
      1,
      feature.bytes.flatMap((value) => field(1, [value])),
    );
  if ('floats' in feature) {
    const packed = Float32Array.from(feature.floats);
    return field(2, field(1, [new Uint8Array(packed.buffer)]));
  }
  return field(3, field(1, feature.integers.map(varint)));
}

/** A length-delimited field; the chunks are kept, not copied. */
function field(number: number, chunks: readonly Uint8Array[]): Uint8Array[] {
  const length = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [Uint8Array.of((number << 3) | 2), varint(length), ...chunks];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...bytes, rest]);
}
