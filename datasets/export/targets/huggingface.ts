import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Binary, Field, Schema, Struct, Utf8 } from 'apache-arrow';
import { BatchBody } from '../../arrow/body.ts';
import type { Split, Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { toJson } from '../../storage/json.ts';
import { type BatchPart, writeArrow } from '../arrow-writer.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';
import { type FlatColumn, flatColumns } from './flat-columns.ts';

/** Rows of a batch: with pictures some megabytes. */
const BATCH_ROWS = 64;

interface HuggingFaceShard {
  file: string;
  split: Split;
  steps: number;
  bytes: number;
}

/**
 * Hugging Face `datasets`, as `save_to_disk` writes them: Arrow streams that are mapped into memory, without a
 * conversion. A shard a trajectory, a row a step; pictures are the camera's own bytes.
 */
export const huggingFace: ExportTarget<HuggingFaceShard> = {
  name: 'huggingface',
  title: 'Hugging Face datasets, Arrow',
  loader: 'datasets.load_from_disk("<out>/data")',
  hasVideo: false,
  needsJpeg: false,
  open: (folder, info) => new HuggingFaceWriter(join(folder, 'data'), info),
};

class HuggingFaceWriter implements TargetWriter<HuggingFaceShard> {
  readonly #folder: string;
  readonly #info: ExportInfo;

  constructor(folder: string, info: ExportInfo) {
    this.#folder = folder;
    this.#info = info;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<HuggingFaceShard> {
    const { split, steps } = trajectory;
    const folder = join(this.#folder, split);
    await ensureFolder(folder);
    const name = `episode-${String(index).padStart(6, '0')}.arrow`;
    const columns = flatColumns(index, trajectory);
    const bytes = await writeArrow(join(folder, name), 'stream', this.#schema(columns), async (write) => {
      for (let from = 0; from < steps; from += BATCH_ROWS) {
        const until = Math.min(from + BATCH_ROWS, steps);
        let body = new BatchBody();
        const parts: BatchPart[] = [body];
        for (const { add } of columns) add(body, from, until);
        for (const track of trajectory.cameras) {
          body.struct(until - from);
          body = new BatchBody();
          body.nullText(until - from);
          parts.push(await pictures.encoded(track, from, until), body);
        }
        await write(until - from, parts);
      }
    });
    return { file: name, split, steps, bytes };
  }

  async finish(shards: HuggingFaceShard[]): Promise<void> {
    const splits = [...new Set(shards.map(({ split }) => split))].sort();
    await writeFile(join(this.#folder, 'dataset_dict.json'), JSON.stringify({ splits }));
    for (const split of splits) {
      const own = shards.filter((shard) => shard.split === split);
      const state = {
        _data_files: own.map(({ file }) => ({ filename: file })),
        _fingerprint: this.#info.provenance.version.sha256.slice(0, 16),
        _format_columns: null,
        _format_kwargs: {},
        _format_type: null,
        _output_all_columns: false,
        _split: split,
      };
      const info = {
        citation: '',
        description: toJson(this.#info.provenance),
        features: this.#features(),
        homepage: '',
        license: '',
      };
      await writeFile(join(this.#folder, split, 'state.json'), JSON.stringify(state, null, 2));
      await writeFile(join(this.#folder, split, 'dataset_info.json'), JSON.stringify(info, null, 2));
    }
  }

  #schema(columns: FlatColumn[]): Schema {
    const image = new Struct([new Field('bytes', new Binary(), true), new Field('path', new Utf8(), true)]);
    const images = this.#info.layout.cameras.map(
      ({ name }) => new Field(`observation.images.${name}`, image, true),
    );
    const metadata = new Map([['huggingface', JSON.stringify({ info: { features: this.#features() } })]]);
    return new Schema([...columns.map(({ field }) => field), ...images], metadata);
  }

  #features(): Record<string, object> {
    const { stateNames, actionNames, cameras } = this.#info.layout;
    const value = (dtype: string) => ({ dtype, _type: 'Value' });
    const vector = (length: number) => ({ feature: value('float32'), length, _type: 'List' });
    return {
      episode_index: value('int64'),
      frame_index: value('int64'),
      capture_time_ns: value('int64'),
      phase: value('string'),
      'observation.state': vector(stateNames.length),
      'next.observation.state': vector(stateNames.length),
      action: vector(actionNames.length),
      reward: value('float32'),
      discount: value('float32'),
      terminated: value('bool'),
      truncated: value('bool'),
      ...Object.fromEntries(cameras.map(({ name }) => [`observation.images.${name}`, { _type: 'Image' }])),
    };
  }
}
