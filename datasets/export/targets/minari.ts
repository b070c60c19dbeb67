import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Binary,
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Schema,
  Struct,
  Utf8,
} from 'apache-arrow';
import { BatchBody } from '../../arrow/body.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { type BatchPart, writeArrow } from '../arrow-writer.ts';
import type { Pictures } from '../pictures.ts';
import type { Place, TargetWriter } from '../target.ts';
import {
  type MinariDataset,
  type MinariEpisode,
  minariAbout,
  minariTarget,
  writeMinariMetadata,
} from './minari-metadata.ts';

/**
 * Minari, Arrow back-end: one IPC file of one batch for each trajectory, T + 1 rows. Pictures are the JPEG bytes
 * themselves.
 */
export const minari = minariTarget(
  { name: 'minari', title: 'Minari, Arrow' },
  (dataset) => new MinariWriter(dataset),
);

class MinariWriter implements TargetWriter<MinariEpisode> {
  readonly #dataset: MinariDataset;

  constructor(dataset: MinariDataset) {
    this.#dataset = dataset;
  }

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<MinariEpisode> {
    const { steps, state, action, stateNames, actionNames, cameras, reward } = trajectory;
    const { isTerminated, isTruncated } = trajectory;
    const rows = steps + 1;
    const actions = new Float32Array(rows * actionNames.length);
    actions.set(action);
    const flags = (isSet: boolean) => Array.from({ length: rows }, (_, row) => isSet && row === steps - 1);
    const observations = new BatchBody();
    observations.struct(rows);
    addVectors(observations, rows, stateNames.length, state);
    const images: BatchPart[] = [];
    for (const track of cameras) images.push(await pictures.encoded(track, 0, rows));
    const others = new BatchBody();
    addVectors(others, rows, actionNames.length, actions);
    others.fixed(rows, Float64Array.from([...reward, 0]));
    others.bool(flags(isTerminated));
    others.bool(flags(isTruncated));
    others.struct(rows);
    others.binary(trajectory.phase.map((name) => Buffer.from(name)));
    others.fixed(rows, Float32Array.from([...trajectory.discount, 0]));
    const folder = join(this.#dataset.data, String(index));
    await ensureFolder(folder);
    await writeArrow(join(folder, 'part-0.arrow'), 'file', schemaOf(trajectory), (write) =>
      write(rows, [observations, ...images, others]),
    );
    const about = { id: index, total_steps: steps, ...minariAbout(trajectory) };
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(about));
    return { steps };
  }

  async finish(episodes: MinariEpisode[]): Promise<void> {
    await writeMinariMetadata(this.#dataset, 'arrow', episodes);
  }
}

function schemaOf({ stateNames, actionNames, cameras }: Trajectory): Schema {
  const field = (name: string, type: DataType): Field => new Field(name, type, true);
  const vector = (name: string, width: number): Field =>
    field(name, new FixedSizeList(width, field('item', new Float32())));
  const images = cameras.map(({ name }) => field(name, new Binary()));
  return new Schema([
    field('observations', new Struct([vector('state', stateNames.length), ...images])),
    vector('actions', actionNames.length),
    field('rewards', new Float64()),
    field('terminations', new Bool()),
    field('truncations', new Bool()),
    field('infos', new Struct([field('phase', new Utf8()), field('discount', new Float32())])),
  ]);
}

function addVectors(body: BatchBody, rows: number, width: number, values: Float32Array): void {
  body.fixedSizeList(rows);
  body.fixed(rows * width, values);
}
