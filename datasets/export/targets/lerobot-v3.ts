import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Bool, type DataType, Field, Float64, Int64, List, Utf8 } from 'apache-arrow';
import { ensureFolder } from '../../storage/files.ts';
import { type Column, writeParquet } from '../parquet.ts';
import { pooled, type Statistics } from '../statistics.ts';
import type { ExportInfo, ExportTarget } from '../target.ts';
import { featuresOf, imageKey, type PictureKind } from './lerobot-features.ts';
import { type LerobotEpisode, LerobotWriter, writeProvenance } from './lerobot-writer.ts';

/** Files in one folder of LeRobot's, at most. */
const CHUNK_SIZE = 1000;

const DATA_PATH = 'data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet';
const VIDEO_PATH = 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4';

const three = (n: number): string => String(n).padStart(3, '0');
const chunkOf = (index: number) => ({ chunk: Math.floor(index / CHUNK_SIZE), file: index % CHUNK_SIZE });
const fileName = (index: number, extension: string): string => {
  const { chunk, file } = chunkOf(index);
  return `chunk-${three(chunk)}/file-${three(file)}.${extension}`;
};

const CHANNEL_LIST = list(list(list(new Float64())));

/**
 * LeRobotDataset v3.0 (lerobot 0.4 and later). One data file and one video a camera for each episode, which the
 * format allows: nothing has to be put together, and nothing that is whole is touched again.
 */
export function lerobotV3(kind: PictureKind): ExportTarget<LerobotEpisode> {
  return {
    name: kind === 'video' ? 'lerobot-v3' : 'lerobot-v3-images',
    title: kind === 'video' ? 'LeRobot v3.0, H.264 in MP4' : 'LeRobot v3.0, images in Parquet',
    loader: 'LeRobotDataset("local/name", root="<out>")',
    hasVideo: kind === 'video',
    needsJpeg: true,
    open: (folder, info) => {
      const paths = {
        data: (index: number) => join(folder, 'data', fileName(index, 'parquet')),
        video: (index: number, key: string) => join(folder, 'videos', key, fileName(index, 'mp4')),
      };
      return new LerobotWriter(info, kind, 'v3.0', paths, (episodes) =>
        writeMeta(folder, info, kind, episodes),
      );
    },
  };
}

async function writeMeta(
  folder: string,
  info: ExportInfo,
  kind: PictureKind,
  episodes: LerobotEpisode[],
): Promise<void> {
  const meta = join(folder, 'meta');
  const { tasks } = info;
  const features = featuresOf(info, kind);
  const episodesPath = join(meta, 'episodes', fileName(0, 'parquet'));
  await ensureFolder(dirname(episodesPath));
  await writeParquet(episodesPath, episodeColumns(info, kind, episodes));
  await writeParquet(join(meta, 'tasks.parquet'), taskColumns(tasks), { pandas: TASKS_PANDAS });
  const keys = Object.keys(episodes[0]!.statistics);
  const overall = keys.map((key) => [key, shaped(key, pooled(episodes.map((e) => e.statistics[key]!)))]);
  await writeFile(join(meta, 'stats.json'), JSON.stringify(Object.fromEntries(overall), null, 4));
  const document = {
    codebase_version: 'v3.0',
    robot_type: null,
    total_episodes: episodes.length,
    total_frames: episodes.reduce((sum, { length }) => sum + length, 0),
    total_tasks: tasks.length,
    chunks_size: CHUNK_SIZE,
    data_files_size_in_mb: 100,
    video_files_size_in_mb: 200,
    fps: info.layout.hz,
    splits: { train: `0:${episodes.length}` },
    data_path: DATA_PATH,
    video_path: kind === 'video' && info.layout.cameras.length > 0 ? VIDEO_PATH : null,
    features,
  };
  await writeProvenance(meta, info);
  await writeFile(join(meta, 'info.json'), JSON.stringify(document, null, 4));
}

function episodeColumns({ layout }: ExportInfo, kind: PictureKind, episodes: LerobotEpisode[]) {
  const integers = (name: string, of: (episode: LerobotEpisode, index: number) => number) =>
    column(
      name,
      new Int64(),
      episodes.map((episode, index) => BigInt(of(episode, index))),
    );
  const texts = (name: string, of: (episode: LerobotEpisode) => string) =>
    column(name, new Utf8(), episodes.map(of));
  const videos = kind === 'video' ? layout.cameras.map(({ name }) => imageKey(name)) : [];
  return [
    integers('episode_index', (_, index) => index),
    column(
      'tasks',
      list(new Utf8()),
      episodes.map(({ task }) => [task]),
    ),
    integers('length', ({ length }) => length),
    integers('data/chunk_index', (_, index) => chunkOf(index).chunk),
    integers('data/file_index', (_, index) => chunkOf(index).file),
    integers('dataset_from_index', ({ firstIndex }) => firstIndex),
    integers('dataset_to_index', ({ firstIndex, length }) => firstIndex + length),
    ...videos.flatMap((key) => [
      integers(`videos/${key}/chunk_index`, (_, index) => chunkOf(index).chunk),
      integers(`videos/${key}/file_index`, (_, index) => chunkOf(index).file),
      column(
        `videos/${key}/from_timestamp`,
        new Float64(),
        episodes.map(() => 0),
      ),
      column(
        `videos/${key}/to_timestamp`,
        new Float64(),
        episodes.map(({ length }) => length / layout.hz),
      ),
    ]),
    ...statisticsColumns(episodes),
    integers('meta/episodes/chunk_index', () => 0),
    integers('meta/episodes/file_index', () => 0),
    column(
      'success',
      new Bool(),
      episodes.map(({ isSuccess }) => isSuccess),
    ),
    texts('outcome', ({ outcome }) => outcome),
    texts('split', ({ split }) => split),
    texts('protocol', ({ protocol }) => protocol),
    texts('operator', ({ operator }) => operator),
    texts('source_episode_id', ({ sourceId }) => sourceId),
  ];
}

function statisticsColumns(episodes: LerobotEpisode[]) {
  return Object.entries(episodes[0]!.statistics).flatMap(([key, some]) =>
    Object.keys(some).map((name) => {
      const isCount = name === 'count';
      const type = isCount ? list(new Int64()) : isImage(key) ? CHANNEL_LIST : list(new Float64());
      const values = episodes.map(({ statistics }) => {
        const value = statistics[key]![name as keyof Statistics];
        if (isCount) return value.map((n) => BigInt(n));
        return isImage(key) ? value.map((n) => [[n]]) : value;
      });
      return column(`stats/${key}/${name}`, type, values);
    }),
  );
}

/** Those of images are by channel, height and width. */
function shaped(key: string, statistics: Statistics): Record<string, unknown> {
  if (!isImage(key)) return statistics;
  return Object.fromEntries(
    Object.entries(statistics).map(([name, values]) => [
      name,
      name === 'count' ? values : values.map((value) => [[value]]),
    ]),
  );
}

const isImage = (key: string): boolean => key.startsWith('observation.images.');

function taskColumns(tasks: string[]) {
  return [
    column(
      'task_index',
      new Int64(),
      tasks.map((_, index) => BigInt(index)),
    ),
    column('task', new Utf8(), tasks),
  ];
}

/** LeRobot looks tasks up by the index of a pandas table; without this it would find numbers, silently. */
const TASKS_PANDAS = JSON.stringify({
  index_columns: ['task'],
  column_indexes: [],
  columns: [
    {
      name: 'task_index',
      field_name: 'task_index',
      pandas_type: 'int64',
      numpy_type: 'int64',
      metadata: null,
    },
    { name: 'task', field_name: 'task', pandas_type: 'unicode', numpy_type: 'object', metadata: null },
  ],
  pandas_version: '2.2.0',
});

/** A column of the metadata. */
function column(name: string, type: DataType, values: unknown[]): Column {
  return { name, type, values };
}

function list<T extends DataType>(type: T): List<T> {
  return new List(new Field('item', type, true));
}
