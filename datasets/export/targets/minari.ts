import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bool, Field, Float32, Float64, makeData, Struct, tableToIPC, Utf8 } from 'apache-arrow';
import type { Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { binaryColumn, type Column, column, floatRows, tableOf } from '../arrow-table.ts';
import type { Pictures } from '../pictures.ts';
import type { ExportInfo, ExportTarget, Place, TargetWriter } from '../target.ts';
import {
  assertMinariPictures,
  type MinariEpisode,
  minariAbout,
  writeMinariMetadata,
} from './minari-metadata.ts';

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
  needsJpeg: true,
  open: (folder, info) => {
    assertMinariPictures(info);
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

  async add({ index }: Place, trajectory: Trajectory, pictures: Pictures): Promise<MinariEpisode> {
    const { steps, state, action, stateNames, actionNames, cameras, reward } = trajectory;
    const { isTerminated, isTruncated } = trajectory;
    const rows = steps + 1;
    const actions = new Float32Array(rows * actionNames.length);
    actions.set(action);
    const observations: Column[] = [floatRows('state', stateNames.length, state)];
    for (const track of cameras) {
      const images: Uint8Array[] = [];
      for (let instant = 0; instant < rows; instant += 1)
        images.push((await pictures.frame(track, instant)).encoded());
      observations.push(binaryColumn(track.name, images));
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
    const about = { id: index, total_steps: steps, ...minariAbout(trajectory) };
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(about));
    return { steps };
  }

  async finish(episodes: MinariEpisode[]): Promise<void> {
    await writeMinariMetadata(this.#data, this.#id, 'arrow', this.#info, episodes);
  }
}

function structOf(name: string, columns: Column[]): Column {
  const type = new Struct(columns.map(({ field }) => field));
  const length = columns[0]!.data.length;
  const data = makeData({ type, length, children: columns.map((each) => each.data) });
  return { field: new Field(name, type, true), data };
}
