import { join } from 'node:path';
import type { File } from 'h5wasm/node';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { closeHdf5, createHdf5, writeNumbers, writePictures } from '../hdf5.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportTarget, TargetWriter } from '../target.ts';

/** Of d3rlpy's ReplayBuffer.dump. */
const FORMAT_VERSION = '2.1';

/**
 * d3rlpy's ReplayBuffer: T rows for a trajectory that ended in success. It drops the last row of one that did not,
 * because it has no next observation; so that no step is lost those get a row T + 1 with the final observation and
 * action and reward of nothing.
 */
export const d3rlpy: ExportTarget<null> = {
  name: 'd3rlpy',
  title: 'd3rlpy ReplayBuffer, HDF5',
  loader:
    'd3rlpy.dataset.ReplayBuffer.load(open("<out>/replay_buffer.h5", "rb"), d3rlpy.dataset.InfiniteBuffer())',
  hasVideo: false,
  hasPixels: true,
  canResume: false,
  open: async (folder, info) => {
    const file = await createHdf5(join(folder, 'replay_buffer.h5'), info.provenance);
    return new D3rlpyWriter(file);
  },
};

class D3rlpyWriter implements TargetWriter<null> {
  readonly #file: File;

  constructor(file: File) {
    this.#file = file;
  }

  async add(index: number, trajectory: Trajectory, pictures: Pictures): Promise<null> {
    const { steps, state, action, stateNames, actionNames, reward, isTerminated, cameras } = trajectory;
    const rows = isTerminated ? steps : steps + 1;
    const file = this.#file;
    // An observation with pictures is a tuple: the state first, then each camera.
    const stateName = cameras.length === 0 ? `observations_${index}` : `observations_${index}_0`;
    const width = stateNames.length;
    writeNumbers(file, stateName, state.slice(0, rows * width), [rows, width], '<f');
    for (const [camera, track] of cameras.entries()) {
      const name = `observations_${index}_${camera + 1}`;
      await writePictures(file, name, pictures, track, { from: 0, until: rows }, 'channel-first');
    }
    const actions = new Float32Array(rows * actionNames.length);
    actions.set(action);
    const rewards = new Float32Array(rows);
    rewards.set(reward);
    writeNumbers(file, `actions_${index}`, actions, [rows, actionNames.length], '<f');
    writeNumbers(file, `rewards_${index}`, rewards, [rows, 1], '<f');
    writeNumbers(file, `terminated_${index}`, Uint8Array.of(isTerminated ? 1 : 0), [], '<B');
    return null;
  }

  async finish(trajectories: null[]): Promise<void> {
    const file = this.#file;
    file.create_dataset({ name: 'columns', data: ['observations', 'actions', 'rewards', 'terminated'] });
    file.create_dataset({
      name: 'num_episodes',
      data: Int32Array.of(trajectories.length),
      shape: [],
      dtype: '<i',
    });
    file.create_dataset({ name: 'version', data: FORMAT_VERSION });
    closeHdf5(file);
  }
}
