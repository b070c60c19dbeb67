import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Binary, Bool, Field, Float32, Float64, makeData, Struct, tableToIPC, Utf8 } from 'apache-arrow';
import { AppError } from '../../../core/errors.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { type Column, column, floatRows, tableOf } from '../arrow-table.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, TargetWriter } from '../target.ts';

/** Of Minari, whose format this is; its loader refuses versions that it does not know. */
const MINARI_VERSION = '0.5.3';

/** Smaller arrays are no images to Minari. */
const LEAST_PX = 32;

interface MinariEpisode {
  steps: number;
}

/**
 * Minari, Arrow back-end: one IPC file of one batch for each trajectory, T + 1 rows. The folder is a
 * `MINARI_DATASETS_PATH`. Pictures are the JPEG bytes themselves.
 */
export const minari: ExportTarget<MinariEpisode> = {
  name: 'minari',
  title: 'Minari, Arrow',
  loader:
    'MINARI_DATASETS_PATH=<out> python -c "import minari; minari.load_dataset(…)"  # its id is the folder in it',
  hasVideo: false,
  hasPixels: true,
  canResume: true,
  open: async (folder, info) => {
    const small = info.layout.cameras.find(({ widthPx, heightPx }) => Math.min(widthPx, heightPx) < LEAST_PX);
    if (small !== undefined) {
      throw new AppError(
        'invalid-input',
        `images: Minari takes no JPEG below ${LEAST_PX} pixels, camera "${small.name}" has ${small.widthPx}×${small.heightPx}`,
      );
    }
    return new MinariWriter(folder, info);
  },
};

class MinariWriter implements TargetWriter<MinariEpisode> {
  readonly #id: string;
  readonly #data: string;
  readonly #info: ExportInfo;

  constructor(folder: string, info: ExportInfo) {
    this.#info = info;
    this.#id = `${info.name}-v0`;
    this.#data = join(folder, this.#id, 'data');
  }

  async add(index: number, trajectory: Trajectory, pictures: Pictures): Promise<MinariEpisode> {
    const { steps, state, action, stateNames, actionNames, cameras, reward } = trajectory;
    const { isTerminated, isTruncated } = trajectory;
    const rows = steps + 1;
    const actions = new Float32Array(rows * actionNames.length);
    actions.set(action);
    const observations: Column[] = [floatRows('state', stateNames.length, state)];
    for (const track of cameras) {
      const images: Uint8Array[] = [];
      for (let instant = 0; instant < rows; instant += 1) images.push(await pictures.encoded(track, instant));
      observations.push(column(track.name, new Binary(), images));
    }
    const infos = [
      column('phase', new Utf8(), trajectory.phase),
      column('discount', new Float32(), [...trajectory.discount, 0]),
    ];
    const flags = (isSet: boolean) => Array.from({ length: rows }, (_, row) => isSet && row === steps - 1);
    const table = tableOf([
      structOf('observations', observations),
      floatRows('actions', actionNames.length, actions),
      column('rewards', new Float64(), [...reward, 0]),
      column('terminations', new Bool(), flags(isTerminated)),
      column('truncations', new Bool(), flags(isTruncated)),
      structOf('infos', infos),
    ]);
    const folder = join(this.#data, String(index));
    await ensureFolder(folder);
    await writeFile(join(folder, 'part-0.arrow'), tableToIPC(table, 'file'));
    const { episodeId, task, operator, protocol, outcome, split } = trajectory;
    const about = { id: index, total_steps: steps, episodeId, task, operator, protocol, outcome, split };
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(about));
    return { steps };
  }

  async finish(episodes: MinariEpisode[]): Promise<void> {
    const { stateNames, actionNames, cameras } = this.#info.layout;
    const box = (size: number) => floatBox(size);
    const images = cameras.map(
      ({ name, heightPx, widthPx }) => `${JSON.stringify(name)}:${imageBox(heightPx, widthPx)}`,
    );
    const subspaces = [`"state":${box(stateNames.length)}`, ...images].join(',');
    const metadata = {
      total_episodes: episodes.length,
      total_steps: episodes.reduce((sum, { steps }) => sum + steps, 0),
      data_format: 'arrow',
      observation_space: `{"type":"Dict","subspaces":{${subspaces}}}`,
      action_space: box(actionNames.length),
      dataset_id: this.#id,
      minari_version: MINARI_VERSION,
      jpeg_encoding: true,
      retrace: JSON.stringify(this.#info.provenance),
    };
    await writeFile(join(this.#data, 'metadata.json'), JSON.stringify(metadata));
  }
}

/** Python's JSON has a token for infinity that JavaScript's does not write. */
function floatBox(size: number): string {
  const bounds = (value: string) => `[${Array.from({ length: size }, () => value).join(',')}]`;
  return `{"type":"Box","dtype":"float32","shape":[${size}],"low":${bounds('-Infinity')},"high":${bounds('Infinity')}}`;
}

function imageBox(heightPx: number, widthPx: number): string {
  const full = (value: number) =>
    JSON.stringify(
      Array.from({ length: heightPx }, () => Array.from({ length: widthPx }, () => [value, value, value])),
    );
  return `{"type":"Box","dtype":"uint8","shape":[${heightPx},${widthPx},3],"low":${full(0)},"high":${full(255)}}`;
}

function structOf(name: string, columns: Column[]): Column {
  const type = new Struct(columns.map(({ field }) => field));
  const length = columns[0]!.data.length;
  const data = makeData({ type, length, children: columns.map((each) => each.data) });
  return { field: new Field(name, type, true), data };
}
