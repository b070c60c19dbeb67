import { join } from 'node:path';
import type { Dataset, File, Group } from 'h5wasm/node';
import { AppError } from '../../../core/errors.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { closeHdf5, createHdf5 } from '../hdf5.ts';
import type { ExportTarget, TargetWriter } from '../target.ts';

/** Rows of a chunk: large enough to read fast, small enough that the last one wastes little. */
const CHUNK_ROWS = 4096;

/**
 * D4RL's flat HDF5: all steps one after the other, states only. `terminals` is true on steps of success,
 * `timeouts` where a trajectory was truncated; every step has its own next observation.
 */
export const d4rl: ExportTarget<null> = {
  name: 'd4rl',
  title: 'D4RL, flat HDF5 of the low-dimensional part',
  loader: 'd4rl.qlearning_dataset(env, dataset=dict(h5py.File("<out>/data.hdf5")))',
  hasVideo: false,
  hasPixels: false,
  canResume: false,
  open: async (folder, info) => {
    const { stateNames, actionNames } = info.layout;
    for (const [what, { length }] of Object.entries({ state: stateNames, action: actionNames })) {
      if (length === 1) {
        throw new AppError(
          'invalid-input',
          `D4RL’s loader squeezes: a ${what} of one quantity cannot be read`,
        );
      }
    }
    return new D4rlWriter(await createHdf5(join(folder, 'data.hdf5'), info.provenance));
  },
};

class D4rlWriter implements TargetWriter<null> {
  readonly #file: File;
  readonly #infos: Group;
  #rows = 0;

  constructor(file: File) {
    this.#file = file;
    this.#infos = file.create_group('infos');
  }

  async add(index: number, trajectory: Trajectory): Promise<null> {
    const { steps, state, action, stateNames, actionNames, reward, discount, isTerminated } = trajectory;
    const width = stateNames.length;
    const terminals = new Uint8Array(steps);
    const timeouts = new Uint8Array(steps);
    (isTerminated ? terminals : timeouts)[steps - 1] = 1;
    this.#append(this.#file, 'observations', state.slice(0, steps * width), [width]);
    this.#append(this.#file, 'next_observations', state.slice(width), [width]);
    this.#append(this.#file, 'actions', action, [actionNames.length]);
    this.#append(this.#file, 'rewards', reward, []);
    this.#append(this.#file, 'terminals', terminals, []);
    this.#append(this.#file, 'timeouts', timeouts, []);
    this.#append(this.#infos, 'discount', discount, []);
    this.#append(this.#infos, 'trajectory', new Float32Array(steps).fill(index), []);
    this.#rows += steps;
    return null;
  }

  async finish(): Promise<void> {
    closeHdf5(this.#file);
  }

  #append(group: Group, name: string, data: Float32Array | Uint8Array, rowShape: number[]): void {
    const rows = data.length / rowShape.reduce((product, size) => product * size, 1);
    if (this.#rows === 0) {
      group.create_dataset({
        name,
        data,
        shape: [rows, ...rowShape],
        maxshape: [null, ...rowShape],
        chunks: [CHUNK_ROWS, ...rowShape],
        dtype: data instanceof Uint8Array ? '<B' : '<f',
      });
      return;
    }
    const dataset = group.get(name) as Dataset;
    dataset.resize([this.#rows + rows, ...rowShape]);
    const inner = rowShape.map((size): [number, number] => [0, size]);
    dataset.write_slice([[this.#rows, this.#rows + rows], ...inner], data);
  }
}
