import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { File } from 'h5wasm/node';
import { AppError } from '../../../core/errors.ts';
import type { Split, Trajectory } from '../../recipes/trajectory.ts';
import type { PartArrays, PartReader } from '../array-part.ts';
import { copyRows, writeHdf5, writePart } from '../hdf5.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';

interface Demo {
  steps: number;
  split: Split;
  isSuccess: boolean;
  about: Record<string, string>;
  phases: string[];
  /** Of each quantity of the action. */
  largestActions: number[];
  /** Observations have T + 1 rows: the first T are `obs`, the last T `next_obs`. */
  arrays: PartArrays;
}

/** robomimic reads gym's environments by name only; a real robot's never rolls out there. */
const GYM = 2;

const OBSERVATION = 'obs/';
const ACTIONS = 'actions';

/**
 * robomimic's HDF5: a group for each trajectory with observations, next observations, rewards and `dones`, which is
 * 1 on the step of success only: what was truncated has a value to be learned. Its policies act within −1 and 1, so
 * a quantity of the action that goes further is divided by a power of two, which `data`’s `action_scale` names.
 */
export const robomimic: ExportTarget<Demo> = {
  name: 'robomimic',
  title: 'robomimic, HDF5',
  loader:
    'robomimic.utils.dataset.SequenceDataset(hdf5_path="<out>/data.hdf5", …)  # see observations.json, data.attrs["action_scale"]',
  hasVideo: false,
  needsJpeg: true,
  open: (folder, info) => new RobomimicWriter(folder, info),
};

class RobomimicWriter implements TargetWriter<Demo> {
  readonly #folder: string;
  readonly #info: ExportInfo;

  constructor(folder: string, info: ExportInfo) {
    this.#folder = folder;
    this.#info = info;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<Demo> {
    const { steps, state, action, stateNames, actionNames, reward, isTerminated, split, phase } = trajectory;
    if (!action.every(Number.isFinite))
      throw new AppError('invalid-input', 'an action is NaN or infinite, which has no scale');
    const dones = new Int32Array(steps);
    if (isTerminated) dones[steps - 1] = 1;
    const arrays = await writePart(this.#folder, index, async (part) => {
      await part.numbers(ACTIONS, '<f', [steps, actionNames.length], action);
      await part.numbers('rewards', '<f', [steps], reward);
      await part.numbers('dones', '<i', [steps], dones);
      await part.numbers('discounts', '<f', [steps], trajectory.discount);
      await part.numbers(`${OBSERVATION}state`, '<f', [steps + 1, stateNames.length], state);
      for (const track of trajectory.cameras) {
        await part.pictures(`${OBSERVATION}${track.name}`, pictures, track, steps + 1, 'channel-last');
      }
    });
    const { episodeId, task, operator, protocol, outcome } = trajectory;
    const about = { episodeId, task, operator, protocol, outcome };
    const largestActions = largestOf(action, actionNames.length);
    const phases = phase.slice(0, steps);
    return { steps, split, isSuccess: isTerminated, about, phases, largestActions, arrays };
  }

  async finish(demos: Demo[], assertWanted: () => void): Promise<void> {
    const { provenance, layout, name } = this.#info;
    const scale = scaleOf(demos);
    await writeHdf5({
      path: join(this.#folder, 'data.hdf5'),
      folder: this.#folder,
      provenance,
      parts: demos.length,
      assertWanted,
      write: (file, index, part) => writeDemo(file, index, part, demos[index]!, scale),
      finish: (file) => writeOverview(file, demos, name, scale),
    });
    // Keys and modalities stand in the training's configuration, not in the file: these are theirs.
    const obs = { low_dim: ['state'], rgb: layout.cameras.map((camera) => camera.name) };
    const config = { observation: { modalities: { obs } }, train: { hdf5_filter_key: 'train' } };
    await writeFile(join(this.#folder, 'observations.json'), `${JSON.stringify(config, null, 2)}\n`);
  }
}

async function writeDemo(
  file: File,
  index: number,
  part: PartReader,
  demo: Demo,
  scale: number[],
): Promise<void> {
  const { steps, about, phases, arrays } = demo;
  const data = (file.get('data') ?? file.create_group('data')) as File;
  const group = data.create_group(`demo_${index}`);
  group.create_attribute('num_samples', steps, [], '<q');
  for (const [key, value] of Object.entries(about)) group.create_attribute(key, value);
  group.create_dataset({ name: 'phases', data: phases });
  const [now, next] = [group.create_group('obs'), group.create_group('next_obs')];
  for (const [key, array] of Object.entries(arrays)) {
    if (key.startsWith(OBSERVATION)) {
      const name = key.slice(OBSERVATION.length);
      await copyRows(now, name, part, array, 0, steps);
      await copyRows(next, name, part, array, 1, steps + 1);
    } else if (key === ACTIONS) {
      const data = (await part.rows(array, 0, steps)) as Float32Array;
      const scaled = data.map((value, at) => value / scale[at % scale.length]!);
      group.create_dataset({ name: key, data: scaled, shape: array.shape, dtype: array.dtype });
    } else await copyRows(group, key, part, array, 0, steps);
  }
}

function writeOverview(file: File, demos: Demo[], name: string, scale: number[]): void {
  const data = file.get('data') as File;
  const total = demos.reduce((sum, { steps }) => sum + steps, 0);
  data.create_attribute('total', total, [], '<q');
  data.create_attribute('action_scale', Float64Array.from(scale));
  const environment = { env_name: name, type: GYM, env_kwargs: {} };
  data.create_attribute('env_args', JSON.stringify(environment));
  const mask = file.create_group('mask');
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
}

/** The largest absolute value of each of `width` quantities. */
function largestOf(rows: Float32Array, width: number): number[] {
  const largest = new Array<number>(width).fill(0);
  rows.forEach((value, at) => {
    largest[at % width] = Math.max(largest[at % width]!, Math.abs(value));
  });
  return largest;
}

/** 1, or the least power of two that no action exceeds: dividing by it loses no bit, and more episodes rarely change it. */
function scaleOf(demos: readonly Demo[]): number[] {
  return demos[0]!.largestActions.map((_, quantity) => {
    const largest = Math.max(...demos.map(({ largestActions }) => largestActions[quantity]!));
    return Math.max(1, 2 ** Math.ceil(Math.log2(largest)));
  });
}
