import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Binary, Field, Struct, Utf8 } from 'apache-arrow';
import { AppError } from '../../../core/errors.ts';
import type { CameraTrack, Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import { toJson } from '../../storage/json.ts';
import { encodeVideo } from '../ffmpeg.ts';
import { type Column, writeRowGroups } from '../parquet.ts';
import type { Pictures } from '../pictures.ts';
import { PixelTally, type Statistics, sampledExpression, sampledFrames, thinning } from '../statistics.ts';
import type { ExportInfo, Place, TargetWriter } from '../target.ts';
import {
  featuresOf,
  huggingFaceMetadata,
  imageKey,
  type LerobotVersion,
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
  readonly #version: LerobotVersion;
  readonly #paths: LerobotPaths;
  readonly #writeMeta: (episodes: LerobotEpisode[]) => Promise<void>;
  readonly #metadata: Record<string, string>;

  constructor(
    info: ExportInfo,
    kind: PictureKind,
    version: LerobotVersion,
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
    this.#version = version;
    this.#paths = paths;
    this.#writeMeta = writeMeta;
    this.#metadata = { huggingface: huggingFaceMetadata(featuresOf(info, kind), version) };
  }

  async add(place: Place, trajectory: Trajectory, pictures: Pictures): Promise<LerobotEpisode> {
    const { steps, task, outcome, split, protocol, operator, episodeId, isTerminated } = trajectory;
    const { index, firstStep: firstIndex } = place;
    const taskIndex = this.#info.tasks.indexOf(task);
    const rows = rowColumns(trajectory, { episodeIndex: index, firstIndex, taskIndex }, this.#version);
    const path = this.#paths.data(index);
    await ensureFolder(dirname(path));
    if (this.#kind === 'video') {
      for (const { name } of trajectory.cameras) {
        await ensureFolder(dirname(this.#paths.video(index, imageKey(name))));
      }
      // Each encoder is a process of one thread.
      const written = trajectory.cameras.map((track) => this.#writeVideo(index, track, steps, pictures));
      const statistics = await allSettled(written);
      for (const [camera, { name }] of trajectory.cameras.entries())
        rows.statistics[imageKey(name)] = statistics[camera]!;
      await writeRowGroups(path, this.#metadata, [rows.columns]);
    } else {
      const images = trajectory.cameras.map((track) => new ImageColumn(track, steps, pictures));
      await writeRowGroups(path, this.#metadata, rowGroups(rows.columns, images, steps));
      for (const { name, tally } of images) rows.statistics[name] = tally.statistics();
    }
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
    const stride = thinning(widthPx, heightPx);
    const small = { widthPx: Math.ceil(widthPx / stride), heightPx: Math.ceil(heightPx / stride) };
    const encode = async (kind: 'jpeg' | 'rgb24'): Promise<Statistics> => {
      const tally = new PixelTally();
      async function* frames(): AsyncGenerator<Uint8Array> {
        for (let instant = 0; instant < steps; instant += 1) {
          const frame = await pictures.frame(track, instant);
          yield kind === 'jpeg' ? await frame.encoded() : (await frame.rgb()).data;
        }
      }
      await encodeVideo(path, { kind, widthPx, heightPx, fps: this.#info.layout.hz }, frames(), {
        when: sampledExpression(steps),
        ...small,
        onSample: (rgb) => tally.add(rgb, small.widthPx, small.heightPx, 1),
      });
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

/** Rows of a group: with two cameras some megabytes. */
const GROUP_ROWS = 32;

/** Groups of rows, pictures behind state and action. */
async function* rowGroups(
  numbers: readonly Column[],
  images: readonly ImageColumn[],
  steps: number,
): AsyncGenerator<Column[]> {
  for (let from = 0; from < steps; from += GROUP_ROWS) {
    const until = Math.min(from + GROUP_ROWS, steps);
    const columns = numbers.map((column) => ({ ...column, values: column.values.slice(from, until) }));
    const [state, action, ...others] = columns;
    const pictures: Column[] = [];
    for (const image of images) pictures.push(await image.rows(from, until));
    yield [state!, action!, ...pictures, ...others];
  }
}

const IMAGE = new Struct([new Field('bytes', new Binary(), true), new Field('path', new Utf8(), true)]);

/** A camera's pictures in the table, and the statistics of those that LeRobot would sample. */
class ImageColumn {
  readonly name: string;
  readonly tally = new PixelTally();
  readonly #track: CameraTrack;
  readonly #pictures: Pictures;
  readonly #sampled: ReadonlySet<number>;
  /** Of one group at a time. */
  #memory = new Uint8Array(0);

  constructor(track: CameraTrack, steps: number, pictures: Pictures) {
    this.name = imageKey(track.name);
    this.#track = track;
    this.#pictures = pictures;
    this.#sampled = new Set(sampledFrames(steps));
  }

  /** Lent until the next rows are asked for. */
  async rows(from: number, until: number): Promise<Column> {
    const values: { bytes: Uint8Array; path: string }[] = [];
    let used = 0;
    for (let instant = from; instant < until; instant += 1) {
      const frame = await this.#pictures.frame(this.#track, instant);
      const picture = await frame.encoded();
      if (used + picture.byteLength > this.#memory.byteLength) {
        // Those before keep what they have.
        this.#memory = new Uint8Array(Math.max(2 * this.#memory.byteLength, picture.byteLength));
        used = 0;
      }
      const bytes = this.#memory.subarray(used, used + picture.byteLength);
      bytes.set(picture);
      used += picture.byteLength;
      values.push({ bytes, path: `frame-${String(instant).padStart(6, '0')}.jpg` });
      if (!this.#sampled.has(instant)) continue;
      const { data, widthPx, heightPx } = await frame.roughRgb();
      this.tally.add(data, widthPx, heightPx, thinning(widthPx, heightPx));
    }
    return { name: this.name, type: IMAGE, values };
  }
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
