import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split, Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder, systemCode } from '../../storage/files.ts';
import { toJson } from '../../storage/json.ts';
import { FileSink } from '../file-sink.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';
import { type Feature, writeExample } from '../tfrecord.ts';

const RELEASE = '1.0.0';
const MODULE = 'tensorflow_datasets.core.features';
/** TFDS's names of splits. */
const SPLITS = { train: 'train', validation: 'val' } as const;

interface Shard {
  split: Split;
  bytes: number;
}

/**
 * RLDS as TensorFlow Datasets reads it, without a builder: a TFRecord shard for each trajectory. T + 1 steps, of
 * which the last has the final observation and neither action nor reward; it is terminal only after success.
 */
export const rlds: ExportTarget<Shard> = {
  name: 'rlds',
  title: 'RLDS, TFRecord for TensorFlow Datasets',
  loader: 'tfds.builder_from_directory("<out>/<snake_name>/1.0.0").as_dataset(split="train")',
  hasVideo: false,
  needsJpeg: true,
  open: (folder, info) => {
    const name = info.name.replaceAll('-', '_');
    return new RldsWriter(join(folder, name, RELEASE), name, info);
  },
};

class RldsWriter implements TargetWriter<Shard> {
  readonly #folder: string;
  readonly #name: string;
  readonly #info: ExportInfo;

  constructor(folder: string, name: string, info: ExportInfo) {
    this.#folder = folder;
    this.#name = name;
    this.#info = info;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<Shard> {
    const { steps, state, action, actionNames, reward, discount, isTerminated, cameras, split } = trajectory;
    const rows = steps + 1;
    const actions = new Float32Array(rows * actionNames.length);
    actions.set(action);
    const at = (isAt: (row: number) => boolean) =>
      Array.from({ length: rows }, (_, row) => (isAt(row) ? 1 : 0));
    const texts = (values: readonly string[]): Feature => ({
      bytes: values.map((text) => Buffer.from(text)),
    });
    const features: Record<string, Feature> = {
      'steps/is_first': { integers: at((row) => row === 0) },
      'steps/is_last': { integers: at((row) => row === steps) },
      'steps/is_terminal': { integers: at((row) => isTerminated && row === steps) },
      'steps/reward': { floats: [...reward, 0] },
      'steps/discount': { floats: [...discount, 0] },
      'steps/action': { floats: actions },
      'steps/observation/state': { floats: state },
      'steps/phase': texts(trajectory.phase),
      'steps/language_instruction': texts(Array.from({ length: rows }, () => trajectory.task)),
      'episode_metadata/episode_id': texts([trajectory.episodeId]),
      'episode_metadata/file_path': texts([`${trajectory.episodeId}/episode.arrow`]),
      'episode_metadata/outcome': texts([trajectory.outcome]),
      'episode_metadata/operator': texts([trajectory.operator]),
      'episode_metadata/success': { integers: [isTerminated ? 1 : 0] },
    };
    for (const track of cameras) {
      const images = await pictures.encoded(track, 0, rows);
      features[`steps/observation/${track.name}`] = { pictures: images };
    }
    await ensureFolder(this.#folder);
    const path = join(this.#folder, `unnumbered-${index}`);
    const { byteLength } = await FileSink.write(path, (sink) => writeExample(sink, features));
    return { split, bytes: byteLength };
  }

  async finish(shards: Shard[]): Promise<void> {
    const splits = [...new Set(shards.map(({ split }) => split))];
    const described = [];
    for (const split of splits) {
      const own = shards.flatMap((shard, index) => (shard.split === split ? [{ ...shard, index }] : []));
      const of = String(own.length).padStart(5, '0');
      for (const [number, { index }] of own.entries()) {
        const file = `${this.#name}-${SPLITS[split]}.tfrecord-${String(number).padStart(5, '0')}-of-${of}`;
        await nameShard(join(this.#folder, `unnumbered-${index}`), join(this.#folder, file));
      }
      described.push({
        name: SPLITS[split],
        shardLengths: own.map(() => '1'),
        numBytes: String(own.reduce((sum, { bytes }) => sum + bytes, 0)),
        filepathTemplate: '{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}',
      });
    }
    const info = {
      name: this.#name,
      version: RELEASE,
      fileFormat: 'tfrecord',
      description: toJson(this.#info.provenance),
      citation: '',
      splits: described,
    };
    await writeFile(join(this.#folder, 'dataset_info.json'), JSON.stringify(info, null, 2));
    await writeFile(join(this.#folder, 'features.json'), JSON.stringify(this.#features(), null, 2));
  }

  #features(): object {
    const { stateNames, actionNames, cameras } = this.#info.layout;
    const steps = dictionary({
      is_first: scalar('bool'),
      is_last: scalar('bool'),
      is_terminal: scalar('bool'),
      reward: scalar('float32'),
      discount: scalar('float32'),
      action: vector(actionNames.length),
      phase: text(),
      language_instruction: text(),
      observation: dictionary({
        state: vector(stateNames.length),
        ...Object.fromEntries(cameras.map(({ name, heightPx, widthPx }) => [name, image(heightPx, widthPx)])),
      }),
    });
    return dictionary({
      steps: {
        pythonClassName: `${MODULE}.dataset_feature.Dataset`,
        sequence: { feature: steps, length: '-1' },
      },
      episode_metadata: dictionary({
        episode_id: text(),
        file_path: text(),
        outcome: text(),
        operator: text(),
        success: scalar('bool'),
      }),
    });
  }
}

/** One that has its name already has it from a `finish` that was interrupted. */
async function nameShard(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT' || !existsSync(to)) throw error;
  });
}

const dictionary = (features: Record<string, object>): object => ({
  pythonClassName: `${MODULE}.features_dict.FeaturesDict`,
  featuresDict: { features },
});

const scalar = (dtype: string): object => ({
  pythonClassName: `${MODULE}.scalar.Scalar`,
  tensor: { shape: {}, dtype, encoding: 'none' },
});

const vector = (size: number): object => ({
  pythonClassName: `${MODULE}.tensor_feature.Tensor`,
  tensor: { shape: { dimensions: [String(size)] }, dtype: 'float32', encoding: 'none' },
});

const text = (): object => ({ pythonClassName: `${MODULE}.text_feature.Text`, text: {} });

const image = (heightPx: number, widthPx: number): object => ({
  pythonClassName: `${MODULE}.image_feature.Image`,
  image: {
    shape: { dimensions: [String(heightPx), String(widthPx), '3'] },
    dtype: 'uint8',
    encodingFormat: 'jpeg',
  },
});
