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
  /** Observations have T + 1 rows: the first T are `obs`, the last T `next_obs`. */
  arrays: PartArrays;
}

/** robomimic reads gym's environments by name only; a real robot's never rolls out there. */
const GYM = 2;

const OBSERVATION = 'obs/';

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
    assertNormalised(action, trajectory.episodeId);
    const dones = new Int32Array(steps);
    if (isTerminated) dones[steps - 1] = 1;
    const arrays = await writePart(this.#folder, index, async (part) => {
      await part.numbers('actions', '<f', [steps, actionNames.length], action);
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
    return { steps, split, isSuccess: isTerminated, about, phases: phase.slice(0, steps), arrays };
  }

  async finish(demos: Demo[]): Promise<void> {
    const { provenance, layout, name } = this.#info;
    await writeHdf5(
      this.#folder,
      'data.hdf5',
      provenance,
      demos.length,
      (file, index, part) => writeDemo(file, index, part, demos[index]!),
      (file) => writeOverview(file, demos, name),
    );
    // Keys and modalities stand in the training's configuration, not in the file: these are theirs.
    const obs = { low_dim: ['state'], rgb: layout.cameras.map((camera) => camera.name) };
    const config = { observation: { modalities: { obs } }, train: { hdf5_filter_key: 'train' } };
    await writeFile(join(this.#folder, 'observations.json'), `${JSON.stringify(config, null, 2)}\n`);
  }
}

async function writeDemo(file: File, index: number, part: PartReader, demo: Demo): Promise<void> {
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
    } else await copyRows(group, key, part, array, 0, steps);
  }
}

function writeOverview(file: File, demos: Demo[], name: string): void {
  const data = file.get('data') as File;
  const total = demos.reduce((sum, { steps }) => sum + steps, 0);
  data.create_attribute('total', total, [], '<q');
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

/** robomimic refuses actions outside of [−1, 1]; to scale them silently would train another robot. */
function assertNormalised(action: Float32Array, episodeId: string): void {
  const outside = action.find((value) => !(Math.abs(value) <= 1));
  if (outside === undefined) return;
  throw new AppError(
    'invalid-input',
    `robomimic takes actions within -1 and 1 only, the episode has ${outside} (${episodeId})`,
  );
}
