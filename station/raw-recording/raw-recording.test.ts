import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McapStreamReader } from '@mcap/core';
import { expect, test } from 'vitest';
import { knownDefinition } from '../../robots/bridge/known-definitions.ts';
import { openCodec } from '../../robots/bridge/message-codec.ts';
import { tempFolder } from '../../test/builders/temp-dataset.ts';
import type { RawMessage } from './raw-message.ts';
import { RawRecording } from './raw-recording.ts';

const BASE_NS = 1_790_000_000_000_000_000n;
const stamp = { secs: 1_790_000_000, nsecs: 5 };

function message(index: number, topic: string, type: string, body: Record<string, unknown>): RawMessage {
  const receivedWallNs = BASE_NS + BigInt(index) * 1_000_000n;
  return { topic, type, receivedWallNs, stampWallNs: receivedWallNs - 500_000n, message: body };
}

/** Read by the MCAP project's own reader, message by message. */
async function readMcap(path: string) {
  const reader = new McapStreamReader({ validateCrcs: true });
  reader.append(await readFile(path));
  const schemas = new Map<number, { name: string; encoding: string; data: Uint8Array }>();
  const channels = new Map<number, { topic: string; schemaId: number; messageEncoding: string }>();
  const messages: { topic: string; logTime: bigint; publishTime: bigint; value: unknown }[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === 'Schema') schemas.set(record.id, record);
    else if (record.type === 'Channel') channels.set(record.id, record);
    else if (record.type === 'Message') {
      const channel = channels.get(record.channelId)!;
      const schema = schemas.get(channel.schemaId)!;
      const encoding = channel.messageEncoding as 'ros1' | 'json';
      const definition = new TextDecoder().decode(schema.data);
      const { logTime, publishTime, data } = record;
      const value = openCodec(encoding, definition, schema.name).read(data);
      messages.push({ topic: channel.topic, logTime, publishTime, value });
    }
  }
  expect(reader.done()).toBe(true);
  return { messages, schemas: [...schemas.values()] };
}

test('every message is in the file, in order, and the MCAP reader says what it was', async () => {
  const path = join(await tempFolder(), 'raw.mcap');
  const recording = new RawRecording(path);
  const image = randomBytes(150_000);
  const sent: RawMessage[] = [];
  for (let i = 0; i < 90; i += 3) {
    const header = { seq: i, stamp, frame_id: 'arm' };
    const joints = { header, name: ['a', 'b'], position: [i, -i], velocity: [], effort: [] };
    sent.push(message(i, '/joint_states', 'sensor_msgs/msg/JointState', joints));
    const picture = { header, format: 'jpeg', data: new Uint8Array(image) };
    sent.push(message(i + 1, '/camera', 'sensor_msgs/CompressedImage', picture));
    sent.push(message(i + 2, '/own', 'lab_msgs/Grip', { force: i / 7, note: 'grün' }));
  }
  for (const one of sent) recording.add(one);
  expect(await recording.finish()).toEqual({ messages: 90, dropped: 0, unusable: 0, failure: null });
  const { messages, schemas } = await readMcap(path);
  expect(messages.map(({ topic, logTime, publishTime }) => ({ topic, logTime, publishTime }))).toEqual(
    sent.map(({ topic, receivedWallNs, stampWallNs }) => ({
      topic,
      logTime: receivedWallNs,
      publishTime: stampWallNs,
    })),
  );
  expect(messages[3]!.value).toMatchObject({ name: ['a', 'b'], header: { frame_id: 'arm' } });
  expect(Array.from((messages[3]!.value as { position: Float64Array }).position)).toEqual([3, -3]);
  expect(Buffer.from((messages[4]!.value as { data: Uint8Array }).data).equals(image)).toBe(true);
  expect(messages[5]!.value).toEqual({ force: 3 / 7, note: 'grün' });
  const joint = schemas.find(({ name }) => name === 'sensor_msgs/JointState')!;
  expect(new TextDecoder().decode(joint.data)).toBe(knownDefinition('sensor_msgs/JointState', 1));
  expect(schemas.map(({ encoding }) => encoding).sort()).toEqual(['jsonschema', 'ros1msg', 'ros1msg']);
});

test('a file that cannot be made costs its messages, and says why', async () => {
  const path = join(await tempFolder(), 'raw.mcap');
  await writeFile(path, 'in the way');
  const recording = new RawRecording(path);
  recording.add(message(0, '/own', 'lab_msgs/Grip', { force: 1 }));
  const result = await recording.finish();
  expect(result.failure).toMatch(/EEXIST/);
  expect(await readFile(path, 'utf8')).toBe('in the way');
});

test('a message that is not of its type is left out and counted; those after it are kept', async () => {
  const recording = new RawRecording(join(await tempFolder(), 'raw.mcap'));
  recording.add(message(0, '/joint_states', 'sensor_msgs/JointState', { position: 'none' }));
  recording.add(message(1, '/joint_states', 'sensor_msgs/JointState', { position: [1] }));
  expect(await recording.finish()).toEqual({ messages: 1, dropped: 0, unusable: 1, failure: null });
});
