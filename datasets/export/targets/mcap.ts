import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { McapWriter } from '@mcap/core';
import { SOFTWARE } from '../../../core/version.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { toJson } from '../../storage/json.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';
import { COMPRESSED_IMAGE, EVENT, JOINT_STATE, VECTOR } from './mcap-schemas.ts';

/**
 * MCAP for Foxglove and Lichtblick: a file for each trajectory, in Foxglove's JSON schemas, which both open without
 * a ROS. Times are those of the episode, from 0.
 */
export const mcap: ExportTarget<null> = {
  name: 'mcap',
  title: 'MCAP, for Foxglove and Lichtblick',
  loader: 'mcap.reader.make_reader(open("<out>/episode-000000.mcap", "rb"))',
  hasVideo: false,
  needsJpeg: false,
  open: (folder, info) => new McapFiles(folder, info),
};

class McapFiles implements TargetWriter<null> {
  readonly #folder: string;
  readonly #info: ExportInfo;

  constructor(folder: string, info: ExportInfo) {
    this.#folder = folder;
    this.#info = info;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<null> {
    await ensureFolder(this.#folder);
    const file = await open(join(this.#folder, `episode-${String(index).padStart(6, '0')}.mcap`), 'w');
    let position = 0n;
    const writer = new McapWriter({
      writable: {
        position: () => position,
        write: async (bytes) => {
          await file.writeFile(bytes);
          position += BigInt(bytes.byteLength);
        },
      },
    });
    try {
      await writer.start({ profile: '', library: `${SOFTWARE.name} ${SOFTWARE.version}` });
      const { episodeId, task, operator, protocol, outcome, split } = trajectory;
      const about = { episodeId, task, operator, protocol, outcome, split };
      await writer.addMetadata({
        name: 'retrace',
        metadata: new Map([...Object.entries(about), ['provenance', toJson(this.#info.provenance)]]),
      });
      await writeMessages(writer, trajectory, pictures);
      await writer.end();
    } finally {
      await file.close();
    }
    return null;
  }

  async finish(): Promise<void> {}
}

async function writeMessages(writer: McapWriter, trajectory: Trajectory, pictures: Pictures): Promise<void> {
  const { steps, timesNs, state, stateNames, action, actionNames, phase, attempt, reward, cameras } =
    trajectory;
  const channel = async (topic: string, { name, schema }: typeof EVENT) => {
    const data = new TextEncoder().encode(JSON.stringify(schema));
    const schemaId = await writer.registerSchema({ name, encoding: 'jsonschema', data });
    const metadata = new Map<string, string>();
    const channelId = await writer.registerChannel({ topic, schemaId, messageEncoding: 'json', metadata });
    let sequence = 0;
    return async (timeNs: bigint, message: object) => {
      const data = new TextEncoder().encode(JSON.stringify(message));
      await writer.addMessage({ channelId, sequence, logTime: timeNs, publishTime: timeNs, data });
      sequence += 1;
    };
  };
  const joints = await channel('/state', JOINT_STATE);
  const commands = await channel('/action', VECTOR);
  const events = await channel('/events', EVENT);
  const images = [];
  for (const track of cameras) {
    images.push({ track, send: await channel(`/cameras/${track.name}`, COMPRESSED_IMAGE) });
  }
  for (let row = 0; row <= steps; row += 1) {
    const timeNs = timesNs[row]!;
    const stamp = stampOf(timeNs);
    if (row === 0 || phase[row] !== phase[row - 1] || attempt[row] !== attempt[row - 1]) {
      await events(timeNs, { timestamp: stamp, kind: 'phase', phase: phase[row], attempt: attempt[row] });
    }
    const position = [...state.subarray(row * stateNames.length, (row + 1) * stateNames.length)];
    await joints(timeNs, { timestamp: stamp, name: stateNames, position });
    for (const { track, send } of images) {
      // The same picture is one message, however many instants show it.
      if (row > 0 && track.rows[row] === track.rows[row - 1]) continue;
      const bytes = await (await pictures.frame(track, row)).encoded();
      const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
      await send(timeNs, {
        timestamp: stampOf(track.takenNs[row]!),
        frame_id: track.name,
        format: track.encoding,
        data,
      });
    }
    if (row === steps) continue;
    const value = [...action.subarray(row * actionNames.length, (row + 1) * actionNames.length)];
    await commands(timeNs, { timestamp: stamp, name: actionNames, value, reward: reward[row] });
  }
  const end = timesNs[steps]!;
  const { outcome, isTerminated, isTruncated } = trajectory;
  const last = { kind: 'end', phase: phase[steps], attempt: attempt[steps], outcome };
  await events(end, { timestamp: stampOf(end), ...last, terminated: isTerminated, truncated: isTruncated });
}

/** Foxglove's JSON has times in seconds and nanoseconds; a picture may be older than the episode's begin. */
function stampOf(timeNs: bigint): { sec: number; nsec: number } {
  const nsec = ((timeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return { sec: Number((timeNs - nsec) / 1_000_000_000n), nsec: Number(nsec) };
}
