import type { Table } from 'apache-arrow';
import { AppError } from '../../core/errors.ts';
import { imageSize } from '../../core/image-size.ts';
import type { EpisodeHead, Finding } from '../episode/manifest.ts';
import { assertFfmpeg } from '../export/ffmpeg.ts';
import type { ImportAbout } from './import-about.ts';
import type { ImportSource } from './import-source.ts';
import type { ImportedEpisode, ImportedRow } from './imported-episode.ts';
import { type LerobotEpisodeMeta, type LerobotInfo, readLerobotMeta, videoKeys } from './lerobot-meta.ts';
import { numbersOf, readParquetTable } from './parquet-table.ts';
import { videoFrames } from './video-frames.ts';

const STATE = 'observation.state';
const ACTION = 'action';
/** LeRobot's own numbering, and what an episode here is made of beside its state, action and pictures. */
const KNOWN = new Set([
  STATE,
  ACTION,
  'timestamp',
  'frame_index',
  'episode_index',
  'index',
  'task_index',
  'next.done',
  'next.success',
  'capture_time_ns',
]);

/**
 * A LeRobot dataset of v2.1 or v3.0. Episodes end as their `next.success` says, where they have it.
 *
 * @throws AppError `not-found`, `invalid-input`, `corrupt`; `unavailable` for one with videos where there is no ffmpeg.
 */
export async function openLerobot(root: string, about: ImportAbout): Promise<ImportSource> {
  const { info, episodes } = await readLerobotMeta(root);
  if (videoKeys(info).length > 0) await assertFfmpeg();
  for (const key of [STATE, ACTION]) {
    if (info.features[key] !== undefined) continue;
    throw new AppError(
      'invalid-input',
      `features: there is no "${key}", which every episode here has (${root})`,
    );
  }
  let last: { path: string; table: Table } | null = null;
  const tableOf = async (path: string): Promise<Table> => {
    if (last?.path !== path) last = { path, table: await readParquetTable(path) };
    return last.table;
  };
  return {
    robot: info.robot_type ?? 'imported',
    cameras: cameraKeys(info).map(cameraName),
    episodes: episodes.length,
    read: async (index) => {
      const meta = episodes[index]!;
      return await readEpisode(info, meta, await tableOf(meta.dataFile), about);
    },
  };
}

async function readEpisode(
  info: LerobotInfo,
  meta: LerobotEpisodeMeta,
  file: Table,
  { operator, outcome, importedAtNs }: ImportAbout,
): Promise<ImportedEpisode> {
  const table = file.slice(meta.firstRow, meta.firstRow + meta.length);
  if (table.numRows !== meta.length) {
    const message = `episode ${meta.index} has ${table.numRows} rows of ${meta.length} (${meta.dataFile})`;
    throw new AppError('corrupt', message);
  }
  const success = table.getChild('next.success');
  const captured = numbersOf(table, 'capture_time_ns');
  const findings: Finding[] = [
    {
      code: 'imported',
      severity: 'info',
      message: `episode ${meta.index} of a LeRobot dataset ${info.codebase_version}; the observation after its last step was not in it and is that of the last step`,
    },
  ];
  if (captured === null) {
    const message = `times are made of ${info.fps} frames a second: the source has no others`;
    findings.push({ code: 'imported-times', severity: 'info', message });
  }
  const cameras = cameraKeys(info);
  const leftOut = Object.keys(info.features).filter((key) => !KNOWN.has(key) && !cameras.includes(key));
  if (leftOut.length > 0) {
    const message = `features that are not imported: ${leftOut.join(', ')}`;
    findings.push({ code: 'imported-in-part', severity: 'info', message });
  }
  return {
    task: meta.task === '' ? 'imported' : meta.task,
    operator,
    outcome: success === null ? outcome : success.get(meta.length - 1) === true ? 'success' : 'failure',
    stepHz: info.fps,
    startedAtWallNs: importedAtNs,
    cameras: cameras.map((key) => cameraOf(info, key, table)),
    stateNames: namesOf(info, STATE),
    actionNames: namesOf(info, ACTION),
    findings,
    rows: () => rowsOf(info, meta, table, captured),
  };
}

async function* rowsOf(
  info: LerobotInfo,
  meta: LerobotEpisodeMeta,
  table: Table,
  captured: number[] | null,
): AsyncGenerator<ImportedRow> {
  const videos = Object.entries(meta.videos).map(([key, { file, fromSeconds }]) => ({
    name: cameraName(key),
    frames: videoFrames(file, fromSeconds, meta.length, info.fps),
  }));
  const stills = cameraKeys(info).filter((key) => meta.videos[key] === undefined);
  const periodNs = 1e9 / info.fps;
  let last: ImportedRow | null = null;
  try {
    for (let row = 0; row < meta.length; row += 1) {
      const images: Record<string, Uint8Array> = {};
      for (const { name, frames } of videos) {
        const { value } = await frames.next();
        if (value !== undefined) images[name] = value;
      }
      for (const key of stills) images[cameraName(key)] = pictureAt(table, key, row);
      const timeNs = captured === null ? row * periodNs : captured[row]! - captured[0]!;
      const [state, action] = [vectorAt(table, STATE, row), vectorAt(table, ACTION, row)];
      last = { timeNs: BigInt(Math.round(timeNs)), state, action, images };
      yield last;
    }
    // Here it is found out whether a video has all its frames.
    for (const { frames } of videos) await frames.next();
    if (last !== null) yield { ...last, timeNs: last.timeNs + BigInt(Math.round(periodNs)), action: null };
  } finally {
    // A decoder whose pictures nobody reads any more would wait for ever, and the process for it.
    for (const { frames } of videos) await frames.return(undefined);
  }
}

/** Every feature of pictures: what it is called is only a custom, and `lerobot/pusht` has `observation.image`. */
function cameraKeys({ features }: LerobotInfo): string[] {
  return Object.keys(features).filter((key) => ['video', 'image'].includes(features[key]!.dtype));
}

/** Names of cameras here are letters, digits, _ and -. */
function cameraName(key: string): string {
  const name = key.replace(/^observation\.(images\.)?/, '').replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z]/.test(name) ? name : `camera_${name}`;
}

function cameraOf(info: LerobotInfo, key: string, table: Table): EpisodeHead['cameras'][number] {
  const { shape, dtype, names } = info.features[key]!;
  const isChannelFirst = Array.isArray(names) && /channel/.test(String(names[0]));
  const [heightPx, widthPx] = (isChannelFirst ? shape.slice(1) : shape) as [number, number];
  if (dtype === 'video') return { name: cameraName(key), widthPx, heightPx, encoding: 'jpeg' };
  const size = imageSize(pictureAt(table, key, 0));
  if (size === null) throw new AppError('invalid-input', `${key}: its pictures are neither JPEG nor PNG`);
  return { name: cameraName(key), ...size };
}

/** One quantity is kept as a number, not as a list of one. */
function vectorAt(table: Table, key: string, row: number): Float32Array {
  const value = table.getChild(key)!.get(row) as number | Iterable<number>;
  return Float32Array.from(typeof value === 'number' ? [value] : value);
}

function pictureAt(table: Table, key: string, row: number): Uint8Array {
  const bytes = (table.getChild(key)?.get(row) as { bytes: Uint8Array | null } | null | undefined)?.bytes;
  if (bytes === null || bytes === undefined)
    throw new AppError('corrupt', `${key}: no picture at row ${row}`);
  return bytes.slice();
}

/** LeRobot's names are a list, lists by group, or nothing. */
function namesOf({ features }: LerobotInfo, key: string): string[] {
  const { shape, names } = features[key]!;
  const flat = Array.isArray(names) ? names : Object.values((names ?? {}) as Record<string, unknown>).flat();
  const width = shape[0] ?? 1;
  return flat.length === width
    ? flat.map(String)
    : Array.from({ length: width }, (_, index) => `${key}_${index}`);
}
