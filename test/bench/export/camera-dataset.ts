import { setTimeout as sleep } from 'node:timers/promises';
import { type Dataset, openDataset } from '../../../datasets/dataset.ts';
import { EpisodeWriter } from '../../../datasets/episode/writer.ts';
import { freezeVersion } from '../../../datasets/versions.ts';
import { picturePool } from '../audit/pictures.ts';
import { datasetOf, END, headOf, type Load, rowOf } from '../episodes/rows.ts';

const LOAD: Load = { cameras: 2, frameBytes: 0, stepHz: 30, stateHz: 100 };
const SIZE = { widthPx: 640, heightPx: 480 };
const EPISODE_STEPS = 900;
/** What may wait in memory before the writing is waited for. */
const AHEAD_BYTES = 64 * 2 ** 20;

/** So many minutes of two cameras of 640 × 480, in episodes of 30 s, frozen as `v1`. */
export async function writeCameraDataset(path: string, minutes: number): Promise<Dataset> {
  const pool = picturePool();
  const dataset = await openDataset(path, { create: datasetOf(LOAD) });
  const ids: string[] = [];
  for (let episode = 0; episode < minutes * 2; episode += 1) {
    const head = headOf(LOAD);
    head.cameras = head.cameras.map((camera) => ({ ...camera, ...SIZE }));
    const writer = await EpisodeWriter.create(dataset, head);
    let appended = 0;
    for (let step = 0; step <= EPISODE_STEPS; step += 1) {
      const frameOf = (camera: number) => pool[(step + episode * 7 + camera * 11) % pool.length]!;
      writer.append(rowOf(head, LOAD, step, step === EPISODE_STEPS, frameOf));
      appended += LOAD.cameras * frameOf(0).byteLength;
      while (appended - writer.bytesWritten > AHEAD_BYTES) await sleep(1);
    }
    await writer.seal(END);
    ids.push(head.id);
  }
  await freezeVersion(dataset, { name: 'v1', by: 'bench', filter: {}, ids });
  return dataset;
}
