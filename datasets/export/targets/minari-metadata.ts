import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../core/errors.ts';
import type { Trajectory } from '../../recipes/trajectory.ts';
import type { ExportInfo, ExportTarget, TargetWriter } from '../target.ts';

/** Of Minari, whose format this is; its loader refuses versions that it does not know. */
const MINARI_VERSION = '0.5.3';

/** Smaller arrays are no images to Minari. */
const LEAST_PX = 32;

export interface MinariEpisode {
  steps: number;
}

/** Where a Minari dataset's files are, and of what it is made. */
export interface MinariDataset {
  id: string;
  /** Of the export. */
  folder: string;
  /** The folder `data` in it. */
  data: string;
  info: ExportInfo;
}

/** A target of Minari; back-ends differ in what they write. The folder is a `MINARI_DATASETS_PATH`. */
export function minariTarget<R extends MinariEpisode>(
  about: Pick<ExportTarget, 'name' | 'title'>,
  write: (dataset: MinariDataset) => TargetWriter<R>,
): ExportTarget<R> {
  return {
    ...about,
    loader: `MINARI_DATASETS_PATH=<out> python -c "import minari; minari.load_dataset('<name>-v0')"`,
    hasVideo: false,
    needsJpeg: true,
    open: (folder, info) => {
      assertMinariPictures(info);
      const id = `${info.name}-v0`;
      return write({ id, folder, data: join(folder, id, 'data'), info });
    },
  };
}

/** @throws AppError `invalid-input` */
function assertMinariPictures({ layout }: ExportInfo): void {
  const small = layout.cameras.find(({ widthPx, heightPx }) => Math.min(widthPx, heightPx) < LEAST_PX);
  if (small === undefined) return;
  throw new AppError(
    'invalid-input',
    `images: Minari takes no JPEG below ${LEAST_PX} pixels, camera "${small.name}" has ${small.widthPx}×${small.heightPx}`,
  );
}

/** What Minari keeps of an episode beside its steps. */
export function minariAbout(trajectory: Trajectory): Record<string, string> {
  const { episodeId, task, operator, protocol, outcome, split } = trajectory;
  return { episodeId, task, operator, protocol, outcome, split };
}

/** Write `metadata.json` of all episodes. */
export async function writeMinariMetadata(
  { id, data, info: { layout, provenance } }: MinariDataset,
  format: 'arrow' | 'hdf5',
  episodes: readonly MinariEpisode[],
): Promise<void> {
  const { stateNames, actionNames, cameras } = layout;
  const images = cameras.map(
    ({ name, heightPx, widthPx }) => `${JSON.stringify(name)}:${imageBox(heightPx, widthPx)}`,
  );
  const subspaces = [`"state":${floatBox(stateNames.length)}`, ...images].join(',');
  const metadata = {
    total_episodes: episodes.length,
    total_steps: episodes.reduce((sum, { steps }) => sum + steps, 0),
    data_format: format,
    observation_space: `{"type":"Dict","subspaces":{${subspaces}}}`,
    action_space: floatBox(actionNames.length),
    dataset_id: id,
    minari_version: MINARI_VERSION,
    jpeg_encoding: true,
    retrace: JSON.stringify(provenance),
  };
  await writeFile(join(data, 'metadata.json'), JSON.stringify(metadata));
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
