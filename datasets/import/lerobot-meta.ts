import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from 'apache-arrow';
import { z } from 'zod';
import { AppError, messageOf } from '../../core/errors.ts';
import { parse, parseJson } from '../../core/parse.ts';
import { numbersOf, readParquetTable } from './parquet-table.ts';

const infoSchema = z.object({
  codebase_version: z.enum(['v2.1', 'v3.0']),
  fps: z.number().positive(),
  robot_type: z.string().nullish(),
  chunks_size: z.int().positive(),
  data_path: z.string(),
  video_path: z.string().nullish(),
  features: z.record(
    z.string(),
    z.object({ dtype: z.string(), shape: z.array(z.int()), names: z.unknown().optional() }),
  ),
});

export type LerobotInfo = z.output<typeof infoSchema>;

/** Where an episode's rows and videos are. */
export interface LerobotEpisodeMeta {
  index: number;
  task: string;
  length: number;
  dataFile: string;
  /** Of the rows of its data file. */
  firstRow: number;
  videos: Record<string, { file: string; fromSeconds: number }>;
}

/** @throws AppError `not-found`, `invalid-input` for another version or a broken file, `corrupt`. */
export async function readLerobotMeta(
  root: string,
): Promise<{ info: LerobotInfo; episodes: LerobotEpisodeMeta[] }> {
  const path = join(root, 'meta', 'info.json');
  const info = parseJson(infoSchema, await readText(path), path);
  return {
    info,
    episodes: info.codebase_version === 'v3.0' ? await readV3(root, info) : await readV21(root, info),
  };
}

export function videoKeys({ features }: LerobotInfo): string[] {
  return Object.keys(features).filter((key) => features[key]!.dtype === 'video');
}

async function readV3(root: string, info: LerobotInfo): Promise<LerobotEpisodeMeta[]> {
  const folder = join(root, 'meta', 'episodes');
  const entries = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new AppError('not-found', `the episodes cannot be listed: ${messageOf(cause)}`, { cause });
  });
  const episodes: LerobotEpisodeMeta[] = [];
  const firstRows = new Map<string, number>();
  for (const file of entries.filter((name) => name.endsWith('.parquet')).sort()) {
    const table = await readParquetTable(join(folder, file));
    const column = (name: string): number[] => required(numbersOf(table, name), name, join(folder, file));
    const indexes = column('episode_index');
    const [from, to] = [column('dataset_from_index'), column('dataset_to_index')];
    const [chunks, files] = [column('data/chunk_index'), column('data/file_index')];
    const videos = videoKeys(info).map((key) => ({
      key,
      chunks: column(`videos/${key}/chunk_index`),
      files: column(`videos/${key}/file_index`),
      from: column(`videos/${key}/from_timestamp`),
    }));
    for (const [row, index] of indexes.entries()) {
      const dataFile = join(
        root,
        fill(info.data_path, { chunk_index: chunks[row]!, file_index: files[row]! }),
      );
      if (!firstRows.has(dataFile)) firstRows.set(dataFile, from[row]!);
      episodes.push({
        index,
        task: tasksOf(table, row)[0] ?? '',
        length: to[row]! - from[row]!,
        dataFile,
        firstRow: from[row]! - firstRows.get(dataFile)!,
        videos: Object.fromEntries(
          videos.map((video) => {
            const place = {
              chunk_index: video.chunks[row]!,
              file_index: video.files[row]!,
              video_key: video.key,
            };
            return [
              video.key,
              { file: join(root, fill(info.video_path ?? '', place)), fromSeconds: video.from[row]! },
            ];
          }),
        ),
      });
    }
  }
  return episodes;
}

const episodeLineSchema = z.object({ episode_index: z.int(), tasks: z.array(z.string()), length: z.int() });

async function readV21(root: string, info: LerobotInfo): Promise<LerobotEpisodeMeta[]> {
  const path = join(root, 'meta', 'episodes.jsonl');
  const lines = (await readText(path)).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, number) => {
    const { episode_index, tasks, length } = parseJson(
      episodeLineSchema,
      line,
      `${path}, line ${number + 1}`,
    );
    const place = { episode_index, episode_chunk: Math.floor(episode_index / info.chunks_size) };
    const videos = videoKeys(info).map((key) => {
      const file = join(root, fill(info.video_path ?? '', { ...place, video_key: key }));
      return [key, { file, fromSeconds: 0 }] as const;
    });
    return {
      index: episode_index,
      task: tasks[0] ?? '',
      length,
      dataFile: join(root, fill(info.data_path, place)),
      firstRow: 0,
      videos: Object.fromEntries(videos),
    };
  });
}

/** `{chunk_index:03d}` and the like, as Python fills them in. */
function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)(?::0(\d+)d)?\}/g, (_, name: string, width?: string) =>
    String(parse(z.union([z.string(), z.number()]), values[name], `{${name}} of ${template}`)).padStart(
      Number(width ?? 0),
      '0',
    ),
  );
}

function tasksOf(table: Table, row: number): string[] {
  const tasks = table.getChild('tasks')?.get(row) as Iterable<unknown> | null | undefined;
  return tasks === null || tasks === undefined ? [] : Array.from(tasks, String);
}

function required(values: number[] | null, name: string, path: string): number[] {
  if (values !== null) return values;
  throw new AppError('invalid-input', `the table has no column "${name}" (${path})`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('not-found', `no LeRobot dataset: ${messageOf(cause)}`, { cause });
  }
}
