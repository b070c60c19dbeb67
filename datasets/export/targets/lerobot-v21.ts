import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../../storage/files.ts';
import type { Statistics } from '../statistics.ts';
import type { ExportInfo, ExportTarget } from '../target.ts';
import { featuresOf, imageKey } from './lerobot-features.ts';
import { type LerobotEpisode, LerobotWriter, writeProvenance } from './lerobot-writer.ts';

/** Episodes in one folder. */
const CHUNK_SIZE = 1000;

const chunkOf = (index: number): string => `chunk-${String(Math.floor(index / CHUNK_SIZE)).padStart(3, '0')}`;
const fileOf = (index: number): string => `episode_${String(index).padStart(6, '0')}`;

/** LeRobotDataset v2.1 (lerobot before 0.4, openpi, GR00T): a data file and videos for each episode. */
export const lerobotV21: ExportTarget<LerobotEpisode> = {
  name: 'lerobot-v2.1',
  title: 'LeRobot v2.1, H.264 in MP4',
  loader: 'LeRobotDataset("local/name", root="<out>")  # lerobot < 0.4',
  hasVideo: true,
  needsJpeg: true,
  open: (folder, info) => {
    const paths = {
      data: (index: number) => join(folder, 'data', chunkOf(index), `${fileOf(index)}.parquet`),
      video: (index: number, key: string) =>
        join(folder, 'videos', chunkOf(index), key, `${fileOf(index)}.mp4`),
    };
    return new LerobotWriter(info, 'video', 'v2.1', paths, (episodes) => writeMeta(folder, info, episodes));
  },
};

async function writeMeta(folder: string, info: ExportInfo, episodes: LerobotEpisode[]): Promise<void> {
  const meta = join(folder, 'meta');
  const { tasks } = info;
  const cameras = info.layout.cameras.length;
  await ensureFolder(meta);
  await writeLines(
    join(meta, 'tasks.jsonl'),
    tasks.map((task, task_index) => ({ task_index, task })),
  );
  await writeLines(
    join(meta, 'episodes.jsonl'),
    episodes.map(({ task, length, isSuccess, outcome, split, sourceId }, episode_index) => ({
      episode_index,
      tasks: [task],
      length,
      success: isSuccess,
      outcome,
      split,
      source_episode_id: sourceId,
    })),
  );
  await writeLines(
    join(meta, 'episodes_stats.jsonl'),
    episodes.map(({ statistics }, episode_index) => ({
      episode_index,
      stats: withoutQuantiles(statistics, info),
    })),
  );
  const document = {
    codebase_version: 'v2.1',
    robot_type: null,
    total_episodes: episodes.length,
    total_frames: episodes.reduce((sum, { length }) => sum + length, 0),
    total_tasks: tasks.length,
    total_videos: episodes.length * cameras,
    total_chunks: Math.ceil(episodes.length / CHUNK_SIZE),
    chunks_size: CHUNK_SIZE,
    fps: info.layout.hz,
    splits: { train: `0:${episodes.length}` },
    data_path: 'data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet',
    video_path:
      cameras > 0 ? 'videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4' : null,
    features: featuresOf(info, 'video'),
  };
  await writeProvenance(meta, info);
  await writeFile(join(meta, 'info.json'), JSON.stringify(document, null, 4));
}

function withoutQuantiles(statistics: Record<string, Statistics>, { layout }: ExportInfo): object {
  const images = layout.cameras.map(({ name }) => imageKey(name));
  return Object.fromEntries(
    Object.entries(statistics).map(([key, { min, max, mean, std, count }]) => {
      const shaped = (values: number[]) => (images.includes(key) ? values.map((n) => [[n]]) : values);
      return [key, { min: shaped(min), max: shaped(max), mean: shaped(mean), std: shaped(std), count }];
    }),
  );
}

async function writeLines(path: string, values: object[]): Promise<void> {
  await writeFile(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
