import { crc32c } from '@node-rs/crc32';
import type { FileSink } from './file-sink.ts';
import type { EncodedPictures } from './pictures.ts';
import { assertBelow2GiB } from './two-gib.ts';

/** A value of tf.train.Feature. */
export type Feature =
  | { bytes: readonly Uint8Array[] }
  | { pictures: EncodedPictures }
  | { floats: ArrayLike<number> }
  | { integers: readonly number[] };

/**
 * Write a tf.train.Example as a record of a TFRecord file: length, data, and the masked CRC-32C of each. Features are
 * in the order of their names, so that bytes are too. Pictures go from the episode to the file one by one.
 *
 * @throws AppError `invalid-input` when it has 2 GiB
 */
export async function writeExample(sink: FileSink, features: Record<string, Feature>): Promise<void> {
  const entries = Object.keys(features)
    .sort()
    .map((name) => field(1, [...field(1, [Buffer.from(name)]), ...field(2, encodeFeature(features[name]!))]));
  const chunks = field(1, entries.flat());
  const byteLength = lengthOf(chunks);
  assertBelow2GiB(camerasOf(features), byteLength);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(byteLength));
  sink.write(length);
  sink.write(masked(checksum(length)));
  let crc = 0;
  const write = (bytes: Uint8Array): void => {
    crc = checksum(bytes, crc);
    sink.write(bytes);
  };
  for (const chunk of chunks) {
    if (chunk instanceof Uint8Array) write(chunk);
    else {
      // Each is a field of its own, as texts are.
      for await (const picture of chunk.bytes) {
        write(keyOf(1, picture.byteLength));
        write(picture);
      }
    }
  }
  sink.write(masked(crc));
}

function camerasOf(features: Record<string, Feature>): string {
  const cameras = Object.values(features).flatMap((feature) =>
    'pictures' in feature ? [`camera "${feature.pictures.camera}"`] : [],
  );
  return cameras.length === 0 ? 'all its numbers' : cameras.join(', ');
}

/** Of what is a part of a message; pictures are the fields of a list. */
type Chunk = Uint8Array | EncodedPictures;

function checksum(bytes: Uint8Array, before?: number): number {
  return crc32c(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), before);
}

function masked(crc: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return bytes;
}

function encodeFeature(feature: Feature): Chunk[] {
  if ('pictures' in feature) return field(1, [feature.pictures]);
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
function field(number: number, chunks: readonly Chunk[]): Chunk[] {
  return [keyOf(number, lengthOf(chunks)), ...chunks];
}

function keyOf(number: number, length: number): Uint8Array {
  return Uint8Array.of((number << 3) | 2, ...varint(length));
}

function lengthOf(chunks: readonly Chunk[]): number {
  let length = 0;
  for (const chunk of chunks) {
    if (chunk instanceof Uint8Array) length += chunk.byteLength;
    else for (const each of chunk.byteLengths) length += keyOf(1, each).byteLength + each;
  }
  return length;
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
