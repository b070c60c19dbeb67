import { Decoder } from 'cbor-x';
import { describe, expect, it } from 'vitest';
import { encodePublish } from './encoding.ts';

const image = {
  header: { seq: 3, stamp: { secs: 1_700_000_000, nsecs: 5 }, frame_id: 'camera' },
  format: 'jpeg',
};
const bytes = Uint8Array.of(0xff, 0xd8, 0x00, 0x7f);

describe('JSON', () => {
  it('writes bytes as base64 and numbers in bulk as an array, as rosbridge does', () => {
    const message = { ...image, data: bytes, position: Float64Array.of(0.5, -1) };
    expect(JSON.parse(encodePublish('/topic', message, 'none') as string)).toEqual({
      op: 'publish',
      topic: '/topic',
      msg: { ...image, data: '/9gAfw==', position: [0.5, -1] },
    });
  });

  it('writes what is not a number as null', () => {
    const text = encodePublish('/topic', { effort: Float64Array.of(Number.NaN, 1) }, 'none') as string;
    expect(JSON.parse(text).msg.effort).toEqual([null, 1]);
  });
});

describe('CBOR', () => {
  it('is a plain map with a byte string and a typed array of RFC 8746', () => {
    const frame = encodePublish(
      '/topic',
      { ...image, data: bytes, position: Float64Array.of(0.5, -1) },
      'cbor',
    );
    const { op, topic, msg } = new Decoder({ mapsAsObjects: true, useRecords: false }).decode(
      frame as Uint8Array,
    );
    expect({ op, topic }).toEqual({ op: 'publish', topic: '/topic' });
    expect(msg.header).toEqual(image.header);
    expect(Uint8Array.from(msg.data)).toEqual(bytes);
    expect(msg.position).toEqual(Float64Array.of(0.5, -1));
  });

  it('tags 64 bit floats with 86 and leaves bytes untagged', () => {
    const frame = Buffer.from(encodePublish('/t', { a: Float64Array.of(1), b: bytes }, 'cbor') as Uint8Array);
    // d8 56 is tag 86; 48 a byte string of 8; 44 one of 4.
    expect(frame.includes(Buffer.from('6161d85648', 'hex'))).toBe(true);
    expect(frame.includes(Buffer.from('616244ffd8007f', 'hex'))).toBe(true);
  });
});
