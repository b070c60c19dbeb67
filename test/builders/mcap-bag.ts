import { writeFile } from 'node:fs/promises';
import { zstdCompressSync } from 'node:zlib';
import { parse } from '@foxglove/rosmsg';
import { MessageWriter as Ros1Writer } from '@foxglove/rosmsg-serialization';
import { MessageWriter as CdrWriter } from '@foxglove/rosmsg2-serialization';
import { McapWriter } from '@mcap/core';
import { depthPng } from './depth-png.ts';

export type BagEncoding = 'json' | 'ros1' | 'cdr';

const SECONDS = 1;
const STARTED_AT_NS = 1_790_000_000_000_000_000n;
/** Small, so that a bag has several. */
const CHUNK_BYTES = 4096;

/** What {@link writeBag} writes, as `retrace import --mapping` takes it. */
export const BAG_MAPPING = {
  format: 1,
  robot: 'arm',
  task: 'fold',
  stepHz: 20,
  state: [{ topic: '/joint_states', field: 'position', names: ['shoulder', 'elbow'] }],
  action: [{ topic: '/cmd_vel', field: 'twist.linear.x', names: ['vx'] }],
  cameras: { front: '/camera/compressed' },
};

const TOPICS = [
  { topic: '/joint_states', type: 'sensor_msgs/JointState', hz: 50 },
  { topic: '/cmd_vel', type: 'geometry_msgs/TwistStamped', hz: 20 },
  { topic: '/camera/compressed', type: 'sensor_msgs/CompressedImage', hz: 10 },
] as const;

/**
 * A second of joints, commands and pictures, every number of which is known, as a robot's own recorder has them.
 *
 * @param change each message before it is written
 */
export async function writeBag(
  path: string,
  encoding: BagEncoding,
  compression: 'none' | 'zstd' = 'none',
  change: (type: MessageType, message: object) => object = (_, message) => message,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let position = 0n;
  const writer = new McapWriter({
    chunkSize: CHUNK_BYTES,
    ...(compression === 'zstd' && {
      compressChunk: (data) => ({ compression: 'zstd', compressedData: zstdCompressSync(data) }),
    }),
    writable: {
      position: () => position,
      write: async (bytes) => {
        chunks.push(bytes.slice());
        position += BigInt(bytes.byteLength);
      },
    },
  });
  await writer.start({ profile: '', library: 'test' });
  const open = async (topic: string, type: MessageType) => {
    const definition = definitionOf(type, encoding);
    const data = new TextEncoder().encode(definition);
    const schemaId = await writer.registerSchema({ name: type, encoding: SCHEMAS[encoding], data });
    const metadata = new Map<string, string>();
    const messageEncoding = encoding;
    return {
      channelId: await writer.registerChannel({ topic, schemaId, messageEncoding, metadata }),
      encode: encoderOf(encoding, definition),
    };
  };
  const sends = [];
  for (const { topic, type, hz } of TOPICS) {
    const { channelId, encode } = await open(topic, type);
    for (let sequence = 0; sequence < SECONDS * hz; sequence += 1) {
      const atNs = STARTED_AT_NS + BigInt(Math.round((sequence * 1e9) / hz));
      sends.push({
        channelId,
        sequence,
        atNs,
        data: encode(change(type, messageOf(type, sequence, atNs, encoding))),
      });
    }
  }
  sends.sort((a, b) => Number(a.atNs - b.atNs));
  for (const { atNs, ...message } of sends) {
    await writer.addMessage({ ...message, logTime: atNs, publishTime: atNs });
  }
  await writer.end();
  await writeFile(path, Buffer.concat(chunks));
}

const SCHEMAS = { json: 'jsonschema', ros1: 'ros1msg', cdr: 'ros2msg' };

const FIELDS = {
  'sensor_msgs/JointState': 'string[] name\nfloat64[] position\nfloat64[] velocity\nfloat64[] effort',
  'geometry_msgs/TwistStamped': 'geometry_msgs/Twist twist',
  'sensor_msgs/CompressedImage': 'string format\nuint8[] data',
};

type MessageType = keyof typeof FIELDS;

/** ROS 1 has a number in each header, and a time of its own; ROS 2 has neither. */
function definitionOf(type: MessageType, encoding: BagEncoding): string {
  if (encoding === 'json') return '{"type":"object"}';
  const others = {
    'std_msgs/Header':
      encoding === 'ros1'
        ? 'uint32 seq\ntime stamp\nstring frame_id'
        : 'builtin_interfaces/Time stamp\nstring frame_id',
    ...(encoding === 'cdr' && { 'builtin_interfaces/Time': 'int32 sec\nuint32 nanosec' }),
    ...(type === 'geometry_msgs/TwistStamped' && {
      'geometry_msgs/Twist': 'geometry_msgs/Vector3 linear\ngeometry_msgs/Vector3 angular',
      'geometry_msgs/Vector3': 'float64 x\nfloat64 y\nfloat64 z',
    }),
  };
  const sections = Object.entries(others).map(([name, fields]) => `MSG: ${name}\n${fields}`);
  return [`std_msgs/Header header\n${FIELDS[type]}`, ...sections].join(`\n${'='.repeat(80)}\n`);
}

function encoderOf(encoding: BagEncoding, definition: string): (message: object) => Uint8Array {
  if (encoding === 'json') return (message) => new TextEncoder().encode(JSON.stringify(message));
  const writer =
    encoding === 'ros1'
      ? new Ros1Writer(parse(definition))
      : new CdrWriter(parse(definition, { ros2: true }));
  return (message) => writer.writeMessage(message);
}

function messageOf(type: MessageType, sequence: number, atNs: bigint, encoding: BagEncoding): object {
  const sec = Number(atNs / 1_000_000_000n);
  const nsec = Number(atNs % 1_000_000_000n);
  const stamp = encoding === 'cdr' ? { sec, nanosec: nsec } : { sec, nsec };
  const header = { seq: sequence, stamp, frame_id: 'base' };
  if (type === 'sensor_msgs/JointState') {
    const position = [Math.sin(sequence / 10), sequence / 50];
    return { header, name: ['shoulder', 'elbow'], position, velocity: [], effort: [] };
  }
  const zero = { x: 0, y: 0, z: 0 };
  if (type === 'geometry_msgs/TwistStamped') {
    return { header, twist: { linear: { ...zero, x: sequence / 20 }, angular: zero } };
  }
  const data = depthPng(4, 3, (x, y) => 1000 * sequence + 10 * y + x);
  return { header, format: 'png', data: encoding === 'json' ? data.toString('base64') : data };
}
