import { Bool, Field, FixedSizeList, Float32, Int64, Utf8 } from 'apache-arrow';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { type Column, rowsOf } from '../parquet.ts';
import { type Statistics, statisticsOf } from '../statistics.ts';
import type { ExportInfo } from '../target.ts';

export const imageKey = (camera: string): string => `observation.images.${camera}`;

/** How an export's pictures are kept: as videos, or as encoded images in the tables. */
export type PictureKind = 'video' | 'image';

/** Of LeRobot's format. */
export type LerobotVersion = 'v2.1' | 'v3.0';

/** The loader of v3.0 takes a shape of [1] for a number; that of v2.1 makes a vector of one of a list. */
const isList = (width: number, version: LerobotVersion): boolean => width > 1 || version === 'v2.1';

/** One entry of `features` in info.json. */
interface Feature {
  dtype: string;
  shape: number[];
  names: string[] | null;
  info?: Record<string, unknown>;
}

const scalar = (dtype: string): Feature => ({ dtype, shape: [1], names: null });

/** `features` of info.json, in the order of the columns. The five last are LeRobot's own. */
export function featuresOf({ layout }: ExportInfo, kind: PictureKind): Record<string, Feature> {
  const { stateNames, actionNames, cameras, hz } = layout;
  return {
    'observation.state': { dtype: 'float32', shape: [stateNames.length], names: stateNames },
    action: { dtype: 'float32', shape: [actionNames.length], names: actionNames },
    ...Object.fromEntries(
      cameras.map(({ name, widthPx, heightPx }) => [
        imageKey(name),
        {
          dtype: kind,
          shape: [heightPx, widthPx, 3],
          names: ['height', 'width', 'channels'],
          ...(kind === 'video' ? { info: videoInfo(widthPx, heightPx, hz) } : {}),
        },
      ]),
    ),
    'next.reward': scalar('float32'),
    'next.done': scalar('bool'),
    'next.success': scalar('bool'),
    'next.truncated': scalar('bool'),
    'complementary_info.discount': scalar('float32'),
    phase: scalar('string'),
    attempt: scalar('int64'),
    capture_time_ns: scalar('int64'),
    ...Object.fromEntries(cameras.map(({ name }) => [`camera_time_ns.${name}`, scalar('int64')])),
    timestamp: scalar('float32'),
    frame_index: scalar('int64'),
    episode_index: scalar('int64'),
    index: scalar('int64'),
    task_index: scalar('int64'),
  };
}

function videoInfo(widthPx: number, heightPx: number, fps: number): Record<string, unknown> {
  return {
    'video.height': heightPx,
    'video.width': widthPx,
    'video.codec': 'h264',
    'video.pix_fmt': 'yuv420p',
    'video.fps': fps,
    'video.channels': 3,
    has_audio: false,
    'video.g': 2,
    'video.crf': 18,
    is_depth_map: false,
  };
}

export interface RowNumbers {
  episodeIndex: number;
  /** Of the first row, over the whole export. */
  firstIndex: number;
  taskIndex: number;
}

/**
 * The T rows of a trajectory without its pictures, in the order of the features. Reward and flags stand on the row
 * whose action caused them; `next.done` is true on the last row of every episode, as LeRobot has it, and
 * `next.success` or `next.truncated` says why. The final observation has no row in this format.
 */
export function rowColumns(
  trajectory: Trajectory,
  { episodeIndex, firstIndex, taskIndex }: RowNumbers,
  version: LerobotVersion,
): { columns: Column[]; statistics: Record<string, Statistics> } {
  const { steps, state, action, stateNames, actionNames, reward, discount, phase, attempt } = trajectory;
  const { hz, timesNs, cameras, isTerminated, isTruncated } = trajectory;
  const columns: Column[] = [];
  const statistics: Record<string, Statistics> = {};
  const rows = Array.from({ length: steps }, (_, row) => row);
  const floats = (name: string, values: ArrayLike<number>) => {
    columns.push({ name, type: new Float32(), values: Array.from(values) });
    statistics[name] = statisticsOf(values, 1);
  };
  const integers = (name: string, values: bigint[]) => {
    columns.push({ name, type: new Int64(), values });
    statistics[name] = statisticsOf(values.map(Number), 1);
  };
  const flags = (name: string, isLastSet: boolean) => {
    const values = rows.map((row) => isLastSet && row === steps - 1);
    columns.push({ name, type: new Bool(), values });
    statistics[name] = statisticsOf(values.map(Number), 1);
  };
  const vectors = (name: string, width: number, values: Float32Array) => {
    if (!isList(width, version)) return floats(name, values);
    const type = new FixedSizeList(width, new Field('item', new Float32(), true));
    columns.push({ name, type, values: rowsOf(values, width) });
    statistics[name] = statisticsOf(values, width);
  };
  vectors('observation.state', stateNames.length, state.slice(0, steps * stateNames.length));
  vectors('action', actionNames.length, action);
  floats('next.reward', reward);
  flags('next.done', true);
  flags('next.success', isTerminated);
  flags('next.truncated', isTruncated);
  floats('complementary_info.discount', discount);
  columns.push({ name: 'phase', type: new Utf8(), values: phase.slice(0, steps) });
  integers('attempt', Array.from(attempt.subarray(0, steps), BigInt));
  integers('capture_time_ns', [...timesNs.subarray(0, steps)]);
  for (const { name, takenNs } of cameras)
    integers(`camera_time_ns.${name}`, [...takenNs.subarray(0, steps)]);
  floats(
    'timestamp',
    rows.map((row) => Math.fround(row / hz)),
  );
  integers('frame_index', rows.map(BigInt));
  integers(
    'episode_index',
    rows.map(() => BigInt(episodeIndex)),
  );
  integers(
    'index',
    rows.map((row) => BigInt(firstIndex + row)),
  );
  integers(
    'task_index',
    rows.map(() => BigInt(taskIndex)),
  );
  return { columns, statistics };
}

/** What Hugging Face `datasets` reads column types from; the viewer of the Hub needs it for images. */
export function huggingFaceMetadata(features: Record<string, Feature>, version: LerobotVersion): string {
  // Before its version 4, which LeRobot v3.0 comes with, it does not know a `List`.
  const list = version === 'v3.0' ? 'List' : 'Sequence';
  const typed = Object.entries(features)
    .filter(([, { dtype }]) => dtype !== 'video')
    .map(([key, { dtype, shape }]) => {
      if (dtype === 'image') return [key, { _type: 'Image' }];
      const value = { dtype, _type: 'Value' };
      const isVector = key === 'observation.state' || key === 'action';
      return [
        key,
        isVector && isList(shape[0]!, version) ? { feature: value, length: shape[0], _type: list } : value,
      ];
    });
  return JSON.stringify({ info: { features: Object.fromEntries(typed) } });
}
