import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Dataset, openDataset } from '../../datasets/dataset.ts';
import { BUILT_DATASET } from './episode.ts';

/** An empty folder that is gone when the test is over. */
export async function tempFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'retrace-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A dataset for built episodes. */
export async function tempDataset(): Promise<Dataset> {
  return await openDataset(await tempFolder(), { create: BUILT_DATASET });
}
