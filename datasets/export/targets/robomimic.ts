import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { File, Group } from 'h5wasm/node';
import { AppError } from '../../../core/errors.ts';
import type { Split, Trajectory } from '../../recipes/trajectory.ts';
import { closeHdf5, createHdf5, writeNumbers, writePictures } from '../hdf5.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, TargetWriter } from '../target.ts';

interface Demo {
  steps: number;
  split: Split;
  isSuccess: boolean;
}

/** robomimic reads gym's environments by name only; a real robot's never rolls out there. */
const GYM = 2;

/**
 * robomimic's HDF5: a group for each trajectory with observations, next observations, rewards and `dones`, which is
 * 1 on the step of success only: what was truncated has a value to be learned.
 */
export const robomimic: ExportTarget<Demo> = {
  name: 'robomimic',
  title: 'robomimic, HDF5',
  loader:
    'robomimic.utils.dataset.SequenceDataset(hdf5_path="<out>/data.hdf5", …)  # keys in observations.json',
  hasVideo: false,
  hasPixels: true,
  canResume: false,
  open: async (folder, info) => {
    const file = await createHdf5(join(folder, 'data.hdf5'), info.provenance);
    return new RobomimicWriter(folder, info, file);
  },
};

class RobomimicWriter implements TargetWriter<Demo> {
  readonly #folder: string;
  readonly #info: ExportInfo;
  readonly #file: File;
  readonly #data: Group;

  constructor(folder: string, info: ExportInfo, file: File) {
    this.#folder = folder;
    this.#info = info;
    this.#file = file;
    this.#data = file.create_group('data');
  }

  async add(index: number, trajectory: Trajectory, pictures: Pictures): Promise<Demo> {
    const { steps, state, action, stateNames, actionNames, reward, isTerminated, split, phase } = trajectory;
    assertNormalised(action, trajectory.episodeId);
    const demo = this.#data.create_group(`demo_${index}`);
    demo.create_attribute('num_samples', steps, [], '<q');
    for (const key of ['episodeId', 'task', 'operator', 'protocol', 'outcome'] as const) {
      demo.create_attribute(key, trajectory[key]);
    }
    const dones = new Int32Array(steps);
    if (isTerminated) dones[steps - 1] = 1;
    writeNumbers(demo, 'actions', action, [steps, actionNames.length], '<f');
    writeNumbers(demo, 'rewards', reward, [steps], '<f');
    writeNumbers(demo, 'dones', dones, [steps], '<i');
    writeNumbers(demo, 'discounts', trajectory.discount, [steps], '<f');
    demo.create_dataset({ name: 'phases', data: phase.slice(0, steps) });
    for (const [name, from] of [
      ['obs', 0],
      ['next_obs', 1],
    ] as const) {
      const group = demo.create_group(name);
      const width = stateNames.length;
      const rows = state.slice(from * width, (from + steps) * width);
      writeNumbers(group, 'state', rows, [steps, width], '<f');
      for (const track of trajectory.cameras) {
        const instants = { from, until: from + steps };
        await writePictures(group, track.name, pictures, track, instants, 'channel-last');
      }
    }
    return { steps, split, isSuccess: isTerminated };
  }

  async finish(demos: Demo[]): Promise<void> {
    const total = demos.reduce((sum, { steps }) => sum + steps, 0);
    this.#data.create_attribute('total', total, [], '<q');
    const environment = { env_name: this.#info.name, type: GYM, env_kwargs: {} };
    this.#data.create_attribute('env_args', JSON.stringify(environment));
    const mask = this.#file.create_group('mask');
    const keys: Record<string, (demo: Demo) => boolean> = {
      train: ({ split }) => split === 'train',
      valid: ({ split }) => split === 'validation',
      success: ({ isSuccess }) => isSuccess,
    };
    for (const [key, isIn] of Object.entries(keys)) {
      const names = demos.flatMap((demo, index) => (isIn(demo) ? [`demo_${index}`] : []));
      const width = Math.max(...names.map(({ length }) => length));
      if (names.length > 0) mask.create_dataset({ name: key, data: names, dtype: `S${width}` });
    }
    closeHdf5(this.#file);
    // Keys and modalities stand in the training's configuration, not in the file: these are theirs.
    const obs = { low_dim: ['state'], rgb: this.#info.layout.cameras.map(({ name }) => name) };
    const config = { observation: { modalities: { obs } }, train: { hdf5_filter_key: 'train' } };
    await writeFile(join(this.#folder, 'observations.json'), `${JSON.stringify(config, null, 2)}\n`);
  }
}

/** robomimic refuses actions outside of [−1, 1]; to scale them silently would train another robot. */
function assertNormalised(action: Float32Array, episodeId: string): void {
  const outside = action.find((value) => !(Math.abs(value) <= 1));
  if (outside === undefined) return;
  throw new AppError(
    'invalid-input',
    `robomimic takes actions within -1 and 1 only, the episode has ${outside} (${episodeId})`,
  );
}
