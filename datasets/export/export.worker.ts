import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toErrorValue } from '../../core/errors.ts';
import { episodeFolder } from '../dataset.ts';
import { EPISODE_FILES } from '../episode/columns.ts';
import { openEpisode } from '../episode/reader.ts';
import { hashFileSync } from '../storage/file-hash.ts';
import type { WorkerReply } from '../threads/worker-pool.ts';
import type { FrozenEpisode } from '../version.ts';
import type { ExportWork, ExportWorkerData, WriteJob } from './export-pool.ts';
import { Pictures } from './pictures.ts';
import { type EpisodePlan, planEpisode, trajectoriesOf } from './plan.ts';
import { findTarget } from './targets.ts';

const { dataset, recipe, target, priority, shared } = workerData as ExportWorkerData;
const flags = new Int32Array(shared);

// On Linux this is of this thread, and of the encoders that it starts; elsewhere it would be of the whole process,
// recording included. Nobody may raise it again.
if (process.platform === 'linux' && priority > getPriority()) setPriority(0, priority);

parentPort!.on('message', async (work: ExportWork) => {
  parentPort!.postMessage(await run(work));
});

async function run(work: ExportWork): Promise<WorkerReply<EpisodePlan | unknown[]>> {
  try {
    assertWanted();
    if (work.kind === 'plan') return { value: await planEpisode(dataset, work.frozen, recipe) };
    return { value: await writeEpisode(work) };
  } catch (error) {
    return { error: toErrorValue(error) };
  }
}

async function writeEpisode({ frozen, places, info, folder }: WriteJob): Promise<unknown[]> {
  const source = episodeFolder(dataset, frozen.id);
  const reader = await openEpisode(source);
  try {
    assertFrozen(join(source, EPISODE_FILES.data), frozen);
    const applied = await trajectoriesOf(reader, frozen, recipe);
    const trajectories = 'trajectories' in applied ? applied.trajectories : [];
    const pictures = new Pictures(reader, recipe.images, () => {
      assertWanted();
      Atomics.add(flags, 1, 1);
    });
    const written: unknown[] = [];
    for (const [clip, trajectory] of trajectories.entries()) {
      const writer = findTarget(target).open(folder, info);
      written.push(await writer.add(places[clip]!, trajectory, pictures));
    }
    return written;
  } finally {
    await reader.close();
  }
}

function assertFrozen(path: string, { sha256 }: FrozenEpisode): void {
  const found = hashFileSync(path);
  if (found === sha256) return;
  throw new AppError(
    'corrupt',
    `its bytes are not those that were frozen: ${found}, not ${sha256} (${path})`,
  );
}

function assertWanted(): void {
  if (Atomics.load(flags, 0) === 1) throw new AppError('unavailable', 'the export was cancelled');
}
