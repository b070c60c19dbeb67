import { join } from 'node:path';
import type { Trajectory } from '../../recipes/trajectory.ts';
import type { PartArrays } from '../array-part.ts';
import { copyRows, writeHdf5, writePart } from '../hdf5.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';

/** Of d3rlpy's ReplayBuffer.dump. */
const FORMAT_VERSION = '2.1';

interface D3rlpyEpisode {
  isTerminated: boolean;
  arrays: PartArrays;
}

/**
 * d3rlpy's ReplayBuffer: T rows for a trajectory that ended in success. It drops the last row of one that did not,
 * because it has no next observation; so that no step is lost those get a row T + 1 with the final observation and
 * action and reward of nothing.
 */
export const d3rlpy: ExportTarget<D3rlpyEpisode> = {
  name: 'd3rlpy',
  title: 'd3rlpy ReplayBuffer, HDF5',
  loader:
    'd3rlpy.dataset.ReplayBuffer.load(open("<out>/replay_buffer.h5", "rb"), d3rlpy.dataset.InfiniteBuffer())',
  hasVideo: false,
  needsJpeg: true,
  open: (folder, info) => new D3rlpyWriter(folder, info),
};

class D3rlpyWriter implements TargetWriter<D3rlpyEpisode> {
  readonly #folder: string;
  readonly #info: ExportInfo;

  constructor(folder: string, info: ExportInfo) {
    this.#folder = folder;
    this.#info = info;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<D3rlpyEpisode> {
    const { steps, state, action, stateNames, actionNames, reward, isTerminated, cameras } = trajectory;
    const rows = isTerminated ? steps : steps + 1;
    const width = stateNames.length;
    const actions = new Float32Array(rows * actionNames.length);
    actions.set(action);
    const rewards = new Float32Array(rows);
    rewards.set(reward);
    const arrays = await writePart(this.#folder, index, async (part) => {
      await part.numbers('state', '<f', [rows, width], state.slice(0, rows * width));
      for (const [camera, track] of cameras.entries()) {
        await part.pictures(`picture_${camera}`, pictures, track, rows, 'channel-first');
      }
      await part.numbers('actions', '<f', [rows, actionNames.length], actions);
      await part.numbers('rewards', '<f', [rows, 1], rewards);
    });
    return { isTerminated, arrays };
  }

  async finish(episodes: D3rlpyEpisode[], assertWanted: () => void): Promise<void> {
    const cameras = this.#info.layout.cameras.length;
    await writeHdf5({
      path: join(this.#folder, 'replay_buffer.h5'),
      folder: this.#folder,
      provenance: this.#info.provenance,
      parts: episodes.length,
      assertWanted,
      write: async (file, index, part) => {
        const { isTerminated, arrays } = episodes[index]!;
        const copy = (name: string, array: string) => {
          const found = arrays[array]!;
          return copyRows(file, name, part, found, 0, found.shape[0]!);
        };
        // An observation with pictures is a tuple: the state first, then each camera.
        await copy(cameras === 0 ? `observations_${index}` : `observations_${index}_0`, 'state');
        for (let camera = 0; camera < cameras; camera += 1) {
          await copy(`observations_${index}_${camera + 1}`, `picture_${camera}`);
        }
        await copy(`actions_${index}`, 'actions');
        await copy(`rewards_${index}`, 'rewards');
        const data = Uint8Array.of(isTerminated ? 1 : 0);
        file.create_dataset({ name: `terminated_${index}`, data, shape: [], dtype: '<B' });
      },
      finish: (file) => {
        const columns = ['observations', 'actions', 'rewards', 'terminated'];
        file.create_dataset({ name: 'columns', data: columns });
        const data = Int32Array.of(episodes.length);
        file.create_dataset({ name: 'num_episodes', data, shape: [], dtype: '<i' });
        file.create_dataset({ name: 'version', data: FORMAT_VERSION });
      },
    });
  }
}
