import { join } from 'node:path';
import type { File } from 'h5wasm/node';
import type { Trajectory } from '../../recipes/trajectory.ts';
import type { PartArrays, PartReader } from '../array-part.ts';
import { copyRows, writeHdf5, writePart } from '../hdf5.ts';
import type { Pictures } from '../pictures.ts';
import type { Place, TargetWriter } from '../target.ts';
import {
  type MinariDataset,
  type MinariEpisode,
  minariAbout,
  minariTarget,
  writeMinariMetadata,
} from './minari-metadata.ts';

interface Hdf5Episode extends MinariEpisode {
  about: Record<string, string>;
  phases: string[];
  arrays: PartArrays;
}

/**
 * Minari, HDF5 back-end: a group for each trajectory, T + 1 observations and T of all else. Pictures
 * are rows of JPEG bytes, filled up with zeros, which end no JPEG.
 */
export const minariHdf5 = minariTarget(
  { name: 'minari-hdf5', title: 'Minari, HDF5' },
  (dataset) => new MinariHdf5Writer(dataset),
);

class MinariHdf5Writer implements TargetWriter<Hdf5Episode> {
  readonly #dataset: MinariDataset;

  constructor(dataset: MinariDataset) {
    this.#dataset = dataset;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<Hdf5Episode> {
    const { steps, state, action, stateNames, actionNames, reward, isTerminated, isTruncated } = trajectory;
    const lastOnly = (isSet: boolean) =>
      Uint8Array.from({ length: steps }, (_, step) => (isSet && step === steps - 1 ? 1 : 0));
    const arrays = await writePart(this.#dataset.folder, index, async (part) => {
      await part.numbers('observations/state', '<f', [steps + 1, stateNames.length], state);
      for (const track of trajectory.cameras) {
        await part.encodedPictures(`observations/${track.name}`, pictures, track, steps + 1);
      }
      await part.numbers('actions', '<f', [steps, actionNames.length], action);
      await part.numbers('rewards', '<d', [steps], Float64Array.from(reward));
      await part.numbers('terminations', '<B', [steps], lastOnly(isTerminated));
      await part.numbers('truncations', '<B', [steps], lastOnly(isTruncated));
    });
    return { steps, about: minariAbout(trajectory), phases: trajectory.phase, arrays };
  }

  async finish(episodes: Hdf5Episode[], assertWanted: () => void): Promise<void> {
    const { folder, data, info } = this.#dataset;
    await writeHdf5({
      path: join(data, 'main_data.hdf5'),
      folder,
      provenance: info.provenance,
      parts: episodes.length,
      assertWanted,
      write: (file, index, part) => writeEpisode(file, index, part, episodes[index]!),
    });
    await writeMinariMetadata(this.#dataset, 'hdf5', episodes);
  }
}

async function writeEpisode(
  file: File,
  index: number,
  part: PartReader,
  episode: Hdf5Episode,
): Promise<void> {
  const { steps, about, phases, arrays } = episode;
  const group = file.create_group(`episode_${index}`);
  group.create_attribute('id', index, [], '<q');
  group.create_attribute('total_steps', steps, [], '<q');
  for (const [key, value] of Object.entries(about)) group.create_attribute(key, value);
  const observations = group.create_group('observations');
  for (const [key, array] of Object.entries(arrays)) {
    const [name, folder] = key.split('/').reverse() as [string, string | undefined];
    const rows = array.shape[0]!;
    await copyRows(folder === undefined ? group : observations, name, part, array, 0, rows);
  }
  group.create_group('infos').create_dataset({ name: 'phase', data: phases });
}
