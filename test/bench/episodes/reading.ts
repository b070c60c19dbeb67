import { truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Dataset } from '../../../datasets/dataset.ts';
import { EPISODE_FILES } from '../../../datasets/episode/columns.ts';
import { EPISODE_FORMAT } from '../../../datasets/episode/manifest.ts';
import { readManifestFile, writeManifestFile } from '../../../datasets/episode/manifest-file.ts';
import { openEpisode } from '../../../datasets/episode/reader.ts';
import { recoverEpisode } from '../../../datasets/episode/recover.ts';
import { seededRandom } from '../../builders/random.ts';

/** Bytes that a crash left behind the last whole batch. */
const TORN_BYTES = 1_000_000;

export async function timeOpenings(folder: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const startMs = performance.now();
    const reader = await openEpisode(folder);
    times.push(performance.now() - startMs);
    await reader.close();
  }
  return times;
}

/** One frame at a time, each of any camera and row, from an episode that was just opened. */
export async function timeRandomFrames(folder: string, count: number): Promise<number[]> {
  const random = seededRandom(1);
  const reader = await openEpisode(folder);
  const { cameras } = reader.manifest.head;
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const { name } = cameras[Math.floor(random() * cameras.length)]!;
    const row = Math.floor(random() * reader.rowCount);
    const startMs = performance.now();
    await reader.frame(name, row);
    times.push(performance.now() - startMs);
  }
  await reader.close();
  return times;
}

/** Tear the end off a sealed episode, as a crash does, and recover it. @returns seconds and rows that are left */
export async function timeRecovery(
  dataset: Dataset,
  folder: string,
): Promise<{ seconds: number; rows: number }> {
  const manifest = await readManifestFile(folder);
  if (manifest.state === 'recording') throw new Error('expected a sealed episode');
  const { head, file } = manifest;
  await writeManifestFile(folder, { format: EPISODE_FORMAT, state: 'recording', head });
  await truncate(join(folder, EPISODE_FILES.data), file.bytes - TORN_BYTES);
  const startMs = performance.now();
  const { rows } = await recoverEpisode(dataset, basename(folder), () => ({ segments: [], findings: [] }));
  return { seconds: (performance.now() - startMs) / 1000, rows };
}
