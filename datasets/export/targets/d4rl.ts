import { join } from 'node:path';
import type { Dataset, File } from 'h5wasm/node';
import { AppError } from '../../../core/errors.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';
import type { PartArrays } from '../array-part.ts';
import { writeHdf5, writePart, writeRows } from '../hdf5.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';

/** Rows of a chunk: large enough to read fast, small enough that the last one wastes little. */
const CHUNK_ROWS = 4096;

interface D4rlEpisode {
  steps: number;
  arrays: PartArrays;
}

/**
 * D4RL's flat HDF5: all steps one after the other, states only. `terminals` is true on steps of success,
 * `timeouts` where a trajectory was truncated; every step has its own next observation.
 */
export const d4rl: ExportTarget<D4rlEpisode> = {
  name: 'd4rl',
  title: 'D4RL, flat HDF5 of the low-dimensional part',
  loader: 'd4rl.qlearning_dataset(env, dataset=dict(h5py.File("<out>/data.hdf5")))',
  hasVideo: false,
  needsJpeg: false,
  open: (folder, info) => {
    const { stateNames, actionNames } = info.layout;
    for (const [what, { length }] of Object.entries({ state: stateNames, action: actionNames })) {
      if (length === 1) {
        throw new AppError(
          'invalid-input',
          `D4RL’s loader squeezes: a ${what} of one quantity cannot be read`,
        );
      }
    }
    return new D4rlWriter(folder, info);
  },
};

class D4rlWriter implements TargetWriter<D4rlEpisode> {
  readonly #folder: string;
  readonly #info: ExportInfo;

  constructor(folder: string, info: ExportInfo) {
    this.#folder = folder;
    this.#info = info;
  }

  async add({ index }: Place, trajectory: Trajectory): Promise<D4rlEpisode> {
    const { steps, state, action, stateNames, actionNames, reward, discount, isTerminated } = trajectory;
    const width = stateNames.length;
    const terminals = new Uint8Array(steps);
    const timeouts = new Uint8Array(steps);
    (isTerminated ? terminals : timeouts)[steps - 1] = 1;
    const arrays = await writePart(this.#folder, index, async (part) => {
      await part.numbers('observations', '<f', [steps, width], state.slice(0, steps * width));
      await part.numbers('next_observations', '<f', [steps, width], state.slice(width));
      await part.numbers('actions', '<f', [steps, actionNames.length], action);
      await part.numbers('rewards', '<f', [steps], reward);
      await part.numbers('terminals', '<B', [steps], terminals);
      await part.numbers('timeouts', '<B', [steps], timeouts);
      await part.numbers('infos/discount', '<f', [steps], discount);
      await part.numbers('infos/trajectory', '<f', [steps], new Float32Array(steps).fill(index));
    });
    return { steps, arrays };
  }

  async finish(episodes: D4rlEpisode[], assertWanted: () => void): Promise<void> {
    const total = episodes.reduce((sum, { steps }) => sum + steps, 0);
    let firstStep = 0;
    await writeHdf5({
      path: join(this.#folder, 'data.hdf5'),
      folder: this.#folder,
      provenance: this.#info.provenance,
      parts: episodes.length,
      assertWanted,
      write: async (file, index, part) => {
        const { steps, arrays } = episodes[index]!;
        for (const [name, array] of Object.entries(arrays)) {
          const inner = array.shape.slice(1);
          const data = await part.rows(array, 0, steps);
          if (index === 0) createColumn(file, name, data, array.dtype, inner, total);
          else writeRows(file.get(name) as Dataset, firstStep, inner, data);
        }
        firstStep += steps;
      },
    });
  }
}

/** A dataset of `total` rows that has the first ones. */
function createColumn(
  file: File,
  path: string,
  data: Parameters<typeof writeRows>[3],
  dtype: string,
  inner: number[],
  total: number,
): void {
  const [name, folder] = path.split('/').reverse() as [string, string | undefined];
  const group = folder === undefined ? file : (file.get(folder) ?? file.create_group(folder));
  const rows = data.length / inner.reduce((product, size) => product * size, 1);
  const sizes = { shape: [rows, ...inner], maxshape: [null, ...inner], chunks: [CHUNK_ROWS, ...inner] };
  (group as File).create_dataset({ name, data, dtype, ...sizes });
  (file.get(path) as Dataset).resize([total, ...inner]);
}
