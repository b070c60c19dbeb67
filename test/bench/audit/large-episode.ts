import { setTimeout as sleep } from 'node:timers/promises';
import { openDataset } from '../../../datasets/dataset.ts';
import { EpisodeWriter } from '../../../datasets/episode/writer.ts';
import { cameraNames, datasetOf, headOf, type Load, rowOf } from '../episodes/rows.ts';
import { picturePool } from './pictures.ts';

const CAMERAS = 4;
const STEP_HZ = 30;
/** What may wait in memory before the writing is waited for. */
const AHEAD_BYTES = 64 * 2 ** 20;

const LOAD: Load = { cameras: CAMERAS, frameBytes: 0, stepHz: STEP_HZ, stateHz: 200 };

/** Whose episodes these are. */
export const AUDITED_ROBOT = { name: datasetOf(LOAD).robotProfile, cameras: cameraNames(LOAD) };

/** Four cameras of 640 × 480 at 30 Hz and 200 states a second, for as long as it takes to fill so many bytes. */
export async function writeLargeEpisode(path: string, bytes: number): Promise<{ id: string; steps: number }> {
  const pool = picturePool();
  const frameBytes = pool.reduce((sum, picture) => sum + picture.byteLength, 0) / pool.length;
  const load: Load = { ...LOAD, frameBytes };
  const dataset = await openDataset(path, { create: datasetOf(load) });
  const head = headOf(load);
  const steps = Math.ceil(bytes / (CAMERAS * frameBytes));
  const writer = await EpisodeWriter.create(dataset, head);
  let appended = 0;
  for (let step = 0; step <= steps; step += 1) {
    writer.append(
      rowOf(head, load, step, step === steps, (camera) => pool[(step + camera * 11) % pool.length]!),
    );
    appended += CAMERAS * frameBytes;
    while (appended - writer.bytesWritten > AHEAD_BYTES) await sleep(1);
  }
  const durationNs = Math.round((steps * 1e9) / STEP_HZ);
  const segments = [{ phase: head.phases[0]!, attempt: 0, startNs: 0, endNs: durationNs }];
  await writer.seal({ outcome: 'success', events: [], segments, findings: [] });
  return { id: head.id, steps };
}
