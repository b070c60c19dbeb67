import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Dataset, episodeFolder } from '../../../datasets/dataset.ts';
import { openEpisode } from '../../../datasets/episode/reader.ts';
import { encoderArguments } from '../../../datasets/export/ffmpeg.ts';
import { ensureFolder } from '../../../datasets/storage/files.ts';
import type { Version } from '../../../datasets/version.ts';

/** The pictures that an export encodes, one file after the other for each camera of each episode. */
export async function writeMotionJpegs(
  dataset: Dataset,
  version: Version,
  folder: string,
): Promise<string[]> {
  await ensureFolder(folder);
  const paths: string[] = [];
  for (const { id } of version.episodes) {
    const reader = await openEpisode(episodeFolder(dataset, id));
    for (const { name } of reader.manifest.head.cameras) {
      const path = join(folder, `${id}-${name}.mjpeg`);
      const file = createWriteStream(path);
      for (let row = 0; row < reader.rowCount - 1; row += 1) {
        if (!file.write(await reader.frame(name, row))) await once(file, 'drain');
      }
      file.end();
      await once(file, 'finish');
      paths.push(path);
    }
    await reader.close();
  }
  return paths;
}

/** Seconds that ffmpeg takes for them, one on each core, with the settings of the export. */
export async function encodeAlone(paths: readonly string[]): Promise<number> {
  const left = [...paths];
  const format = { kind: 'jpeg' as const, widthPx: 640, heightPx: 480, fps: 30 };
  const next = async (): Promise<void> => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const ffmpeg = spawn('ffmpeg', encoderArguments(format, path, `${path}.mp4`), { stdio: 'inherit' });
      const [code] = await once(ffmpeg, 'close');
      if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  return (performance.now() - startMs) / 1000;
}
