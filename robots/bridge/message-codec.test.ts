import { describe, expect, it } from 'vitest';
import { knownDefinition } from './known-definitions.ts';
import { openCodec } from './message-codec.ts';

const JOINTS = {
  header: { stamp: { sec: 12, nanosec: 34 }, frame_id: 'base' },
  name: ['a', 'b'],
  position: [0.5, -1],
  velocity: [],
  effort: [2],
};

function codecOf(encoding: 'ros1' | 'cdr', type: string) {
  return openCodec(encoding, knownDefinition(type, encoding === 'ros1' ? 1 : 2)!, type);
}

describe.each(['ros1', 'cdr'] as const)('a message in %s', (encoding) => {
  const nanoseconds = encoding === 'ros1' ? 'nsec' : 'nanosec';
  const codec = codecOf(encoding, 'sensor_msgs/JointState');

  it('is read as it was written, whatever spelling its time had', () => {
    const bytes = codec.write({ ...JOINTS, header: { stamp: { secs: 12, nsecs: 34 }, frame_id: 'base' } });
    expect(codec.read(bytes)).toEqual({
      header: {
        ...(encoding === 'ros1' ? { seq: 0 } : {}),
        stamp: { sec: 12, [nanoseconds]: 34 },
        frame_id: 'base',
      },
      name: ['a', 'b'],
      position: Float64Array.of(0.5, -1),
      velocity: new Float64Array(),
      effort: Float64Array.of(2),
    });
  });

  it('has zeros for what was not said', () => {
    const twist = codecOf(encoding, 'geometry_msgs/Twist');
    expect(twist.read(twist.write({ linear: { y: 0.1 } }))).toEqual({
      linear: { x: 0, y: 0.1, z: 0 },
      angular: { x: 0, y: 0, z: 0 },
    });
  });

  it('is refused with a field that its type does not have, or a value of another kind', () => {
    const twist = codecOf(encoding, 'geometry_msgs/Twist');
    expect(() => twist.write({ linear: { forward: 1 } })).toThrow('the message has no field linear.forward');
    expect(() => twist.write({ linear: { x: '1' } })).toThrow('expected a number in linear.x, found string');
    expect(() => twist.write({ linear: 1 })).toThrow('expected a message in linear, found number');
    expect(() => codec.write({ name: 'a' })).toThrow('expected a list in name, found string');
  });

  it('is refused when it is cut short anywhere', () => {
    const bytes = codec.write(JOINTS);
    for (let end = 0; end < bytes.byteLength; end += 1) {
      expect(() => codec.read(bytes.subarray(0, end)), `${end} bytes`).toThrow();
    }
  });

  it('never reaches into the memory behind it, and takes none for a length that cannot be', () => {
    const bytes = codec.write(JOINTS);
    const memory = new Uint8Array(1 << 16).fill(0x55);
    memory.set(bytes, 8);
    const message = memory.subarray(8, 8 + bytes.byteLength);
    // The last array's length: one more than there is, and as many as there can be.
    const lengthAt = message.byteLength - 12 - (encoding === 'cdr' ? (message.byteLength - 4) % 8 : 0);
    const view = new DataView(memory.buffer, 8);
    expect(view.getUint32(lengthAt, true)).toBe(1);
    for (const length of [2, 0xffffffff]) {
      view.setUint32(lengthAt, length, true);
      const before = process.memoryUsage().arrayBuffers;
      expect(() => codec.read(message)).toThrow(/effort takes \d+ bytes, and \d+ are left/);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    }
  });
});

it('writes no text that would arrive cut off', () => {
  const message = { data: 'größer' };
  const ros1 = codecOf('ros1', 'std_msgs/String');
  expect(ros1.read(ros1.write(message))).toEqual(message);
  expect(() => codecOf('cdr', 'std_msgs/String').write(message)).toThrow('only ASCII can be sent in data');
});

it('hands on byte arrays as views', () => {
  for (const [encoding, header] of [
    ['ros1', 'uint32 seq\ntime stamp\nstring frame_id'],
    ['cdr', 'builtin_interfaces/Time stamp\nstring frame_id'],
  ] as const) {
    const definition = `std_msgs/Header header\nstring format\nuint8[] data\n===\nMSG: std_msgs/Header\n${header}`;
    const codec = openCodec(encoding, definition, 'sensor_msgs/CompressedImage');
    const bytes = codec.write({ format: 'jpeg', data: Uint8Array.of(0xff, 0xd8, 7) });
    const { data } = codec.read(bytes) as { data: Uint8Array };
    expect([...data]).toEqual([0xff, 0xd8, 7]);
    expect(data.buffer).toBe(bytes.buffer);
  }
});

it('reads CDR of either byte order, with padding behind it, and no other encapsulation', () => {
  const codec = codecOf('cdr', 'std_msgs/Float64');
  const big = Buffer.alloc(14);
  big.writeDoubleBE(1.5, 4);
  expect(codec.read(big)).toEqual({ data: 1.5 });
  expect(() => codec.read(Buffer.from([0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).toThrow('encapsulation 7');
});

it('reads and writes JSON objects and nothing else', () => {
  const codec = openCodec('json', '', 'any');
  expect(codec.read(codec.write({ data: 1 }))).toEqual({ data: 1 });
  for (const text of ['[1]', 'null', '3', '{"a":', '\u00ff']) {
    expect(() => codec.read(Buffer.from(text, 'latin1'))).toThrow();
  }
});
