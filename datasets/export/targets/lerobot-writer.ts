import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Binary, Field, makeData, Struct, Utf8 } from 'apache-arrow';
import { AppError } from '../../../core/errors.ts';
import type { CameraTrack, Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { toJson } from '../../storage/json.ts';
import { binaryData, type Column, column, tableOf } from '../arrow-table.ts';
import { encodeVideo } from '../ffmpeg.ts';
import { writeParquetFile } from '../parquet.ts';
import type { Pictures } from '../pictures.ts';
import { PixelTally, type Statistics, sampledFrames } from '../statistics.ts';
import type { ExportInfo, Place, TargetWriter } from '../target.ts';
import {
  featuresOf,
  huggingFaceMetadata,
  imageKey,
  type PictureKind,
  rowColumns,
} from './lerobot-features.ts';

/** What the metadata say about an episode once its rows and videos are written. */
export interface LerobotEpisode {
  task: string;
  taskIndex: number;
  length: number;
  firstIndex: number;
  isSuccess: boolean;
  outcome: string;
  split: string;
  protocol: string;
  operator: string;
  sourceId: string;
  statistics: Record<string, Statistics>;
}

interface LerobotPaths {
  data(index: number): string;
  video(index: number, key: string): string;
}

/** Rows and videos of LeRobot's episodes, which are the same in v2.1 and v3.0 but for their places. */
export class LerobotWriter implements TargetWriter<LerobotEpisode> {
  readonly #info: ExportInfo;
  readonly #kind: PictureKind;
  readonly #paths: LerobotPaths;
  readonly #writeMeta: (episodes: LerobotEpisode[]) => Promise<void>;
  readonly #metadata: Record<string, string>;

  constructor(
    info: ExportInfo,
    kind: PictureKind,
    list: 'List' | 'Sequence',
    paths: LerobotPaths,
    writeMeta: (episodes: LerobotEpisode[]) => Promise<void>,
  ) {
    const { hz, cameras } = info.layout;
    if (!Number.isInteger(hz)) {
      throw new AppError('invalid-input', `resample.hz: LeRobot has whole frames a second, not ${hz}`);
    }
    const odd = cameras.find(({ widthPx, heightPx }) => widthPx % 2 !== 0 || heightPx % 2 !== 0);
    if (kind === 'video' && odd !== undefined) {
      throw new AppError(
        'invalid-input',
        `images: video has even sizes only, camera "${odd.name}" has ${odd.widthPx}×${odd.heightPx}`,
      );
    }
    this.#info = info;
    this.#kind = kind;
    this.#paths = paths;
    this.#writeMeta = writeMeta;
    this.#metadata = { huggingface: huggingFaceMetadata(featuresOf(info, kind), list) };
  }

  async add(place: Place, trajectory: Trajectory, pictures: Pictures): Promise<LerobotEpisode> {
    const { steps, task, outcome, split, protocol, operator, episodeId, isTerminated } = trajectory;
    const { index, firstStep: firstIndex } = place;
    const taskIndex = this.#info.tasks.indexOf(task);
    const rows = rowColumns(trajectory, { episodeIndex: index, firstIndex, taskIndex });
    const images: Column[] = [];
    if (this.#kind === 'video') {
      for (const { name } of trajectory.cameras) {
        await ensureFolder(dirname(this.#paths.video(index, imageKey(name))));
      }
      // Each encoder is a process of one thread.
      const written = trajectory.cameras.map((track) => this.#writeVideo(index, track, steps, pictures));
      const statistics = await allSettled(written);
      for (const [camera, { name }] of trajectory.cameras.entries())
        rows.statistics[imageKey(name)] = statistics[camera]!;
    } else {
      for (const track of trajectory.cameras) {
        const tally = new PixelTally();
        images.push(await imageColumn(track, steps, pictures, tally));
        rows.statistics[imageKey(track.name)] = tally.statistics();
      }
    }
    const [state, action, ...others] = rows.columns;
    const path = this.#paths.data(index);
    await ensureFolder(dirname(path));
    const table = tableOf([state!, action!, ...images, ...others], this.#metadata);
    await writeParquetFile(path, table, images.length > 0 ? 'pictures' : 'numbers');
    const isSuccess = isTerminated;
    const about = { outcome, split, protocol, operator, sourceId: episodeId, isSuccess };
    return { task, taskIndex, length: steps, firstIndex, ...about, statistics: rows.statistics };
  }

  async finish(episodes: LerobotEpisode[]): Promise<void> {
    await this.#writeMeta(episodes);
  }

  async #writeVideo(
    index: number,
    track: CameraTrack,
    steps: number,
    pictures: Pictures,
  ): Promise<Statistics> {
    const { widthPx, heightPx } = track;
    const path = this.#paths.video(index, imageKey(track.name));
    const sampled = new Set(sampledFrames(steps));
    const encode = async (kind: 'jpeg' | 'rgb24'): Promise<Statistics> => {
      const tally = new PixelTally();
      async function* frames(): AsyncGenerator<Uint8Array> {
        for (let instant = 0; instant < steps; instant += 1) {
          const frame = await pictures.frame(track, instant);
          if (sampled.has(instant)) tally.add(frame.rgb().data, widthPx, heightPx);
          yield kind === 'jpeg' ? frame.encoded() : frame.rgb().data;
        }
      }
      await encodeVideo(path, { kind, widthPx, heightPx, fps: this.#info.layout.hz }, frames());
      return tally.statistics();
    };
    if (!pictures.areOriginal) return await encode('rgb24');
    try {
      // The camera's own JPEGs as they are: decoded by the encoder, without a detour by RGB.
      return await encode('jpeg');
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'corrupt') throw error;
      // ffmpeg refuses some cameras' JPEGs that others read; what nobody reads fails here, too.
      return await encode('rgb24');
    }
  }
}

const IMAGE = new Struct([new Field('bytes', new Binary(), true), new Field('path', new Utf8(), true)]);

async function imageColumn(
  track: CameraTrack,
  steps: number,
  pictures: Pictures,
  tally: PixelTally,
): Promise<Column> {
  const images: Uint8Array[] = [];
  const sampled = new Set(sampledFrames(steps));
  for (let instant = 0; instant < steps; instant += 1) {
    const frame = await pictures.frame(track, instant);
    images.push(frame.encoded());
    if (!sampled.has(instant)) continue;
    const { data, widthPx, heightPx } = frame.rgb();
    tally.add(data, widthPx, heightPx);
  }
  const paths = images.map((_, instant) => `frame-${String(instant).padStart(6, '0')}.jpg`);
  const children = [binaryData(images), column('path', new Utf8(), paths).data];
  const data = makeData({ type: IMAGE, length: steps, children });
  return { field: new Field(imageKey(track.name), IMAGE, true), data };
}

/** As `Promise.all`, but nothing is still under way when the first failure is told. */
async function allSettled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<T>).value);
}

/** In a file of its own: LeRobot warns of every field of info.json that it does not know. */
export async function writeProvenance(meta: string, { provenance }: ExportInfo): Promise<void> {
  await writeFile(join(meta, 'retrace.json'), `${toJson(provenance, 2)}\n`);
}
