import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { CameraTrack, Trajectory } from '../../recipes/trajectory.ts';
import { ensureFolder } from '../../storage/files.ts';
import type { Pictures } from '../pictures.ts';
import { type ExportInfo, type ExportTarget, PARTS, type Place, type TargetWriter } from '../target.ts';

const ZLIB_LEVEL = 1;

interface ZarrEpisode {
  steps: number;
  phases: string[];
}

interface ZarrArray {
  shape: number[];
  chunks: number[];
  dtype: '<f4' | '<i8' | '|u1' | '<f8';
  compressor: { id: 'zlib'; level: number } | null;
}

/**
 * The replay buffer of Diffusion Policy and UMI: Zarr v2, all steps one after the other, `meta/episode_ends` says
 * where each trajectory ends. Pictures are chunks of one, compressed by zlib, which every Zarr reads.
 */
export const zarr: ExportTarget<ZarrEpisode> = {
  name: 'diffusion-policy',
  title: 'Diffusion Policy and UMI replay buffer, Zarr v2',
  loader: 'ReplayBuffer.create_from_path("<out>/replay_buffer.zarr")',
  hasVideo: false,
  needsJpeg: true,
  open: (folder, info) => new ZarrWriter(join(folder, 'replay_buffer.zarr'), join(folder, PARTS), info),
};

class ZarrWriter implements TargetWriter<ZarrEpisode> {
  readonly #root: string;
  /** For the numbers of each trajectory: a column of all of them is one chunk. */
  readonly #parts: string;
  readonly #info: ExportInfo;

  constructor(root: string, parts: string, info: ExportInfo) {
    this.#root = root;
    this.#parts = parts;
    this.#info = info;
  }

  async add({ index, firstStep }: Place, trajectory: Trajectory, pictures: Pictures): Promise<ZarrEpisode> {
    const { steps, state, action, reward, timesNs, stateNames, phase } = trajectory;
    const seconds = Float64Array.from(timesNs.subarray(0, steps), (ns) => Number(ns) / 1e9);
    const columns = {
      state: state.subarray(0, steps * stateNames.length),
      action,
      reward,
      timestamp: seconds,
    };
    await ensureFolder(this.#parts);
    for (const [name, values] of Object.entries(columns)) {
      await writeFile(this.#partPath(index, name), bytesOf(values));
    }
    for (const track of trajectory.cameras) await this.#writePictures(firstStep, track, steps, pictures);
    return { steps, phases: phase.slice(0, steps) };
  }

  async finish(episodes: ZarrEpisode[]): Promise<void> {
    for (const group of ['', 'data', 'meta']) {
      await ensureFolder(join(this.#root, group));
      await writeFile(join(this.#root, group, '.zgroup'), '{"zarr_format":2}');
    }
    const { stateNames, actionNames, cameras } = this.#info.layout;
    const rows = episodes.reduce((sum, { steps }) => sum + steps, 0);
    let end = 0;
    const ends = episodes.map(({ steps }) => {
      end += steps;
      return BigInt(end);
    });
    await this.#writeArray('meta/episode_ends', '<i8', [episodes.length], bytesOf(BigInt64Array.from(ends)));
    await this.#collect('state', '<f4', [rows, stateNames.length], episodes.length);
    await this.#collect('action', '<f4', [rows, actionNames.length], episodes.length);
    await this.#collect('reward', '<f4', [rows], episodes.length);
    await this.#collect('timestamp', '<f8', [rows], episodes.length);
    const names = [...new Set(episodes.flatMap(({ phases }) => phases))].sort();
    const stages = episodes.flatMap(({ phases }) => phases.map((phase) => BigInt(names.indexOf(phase))));
    await this.#writeArray('data/stage', '<i8', [rows], bytesOf(BigInt64Array.from(stages)));
    for (const { name, heightPx, widthPx } of cameras) {
      await this.#describe(`data/${name}`, {
        shape: [rows, heightPx, widthPx, 3],
        chunks: [1, heightPx, widthPx, 3],
        dtype: '|u1',
        compressor: { id: 'zlib', level: ZLIB_LEVEL },
      });
    }
    const attributes = { stateNames, actionNames, stages: names, hz: this.#info.layout.hz };
    const document = { retrace: this.#info.provenance, ...attributes };
    await writeFile(join(this.#root, 'meta', '.zattrs'), JSON.stringify(document, null, 2));
  }

  async #writePictures(
    firstStep: number,
    track: CameraTrack,
    steps: number,
    pictures: Pictures,
  ): Promise<void> {
    const folder = join(this.#root, 'data', track.name);
    await ensureFolder(folder);
    for (let instant = 0; instant < steps; instant += 1) {
      const { data } = await (await pictures.frame(track, instant)).rgb();
      const path = join(folder, `${firstStep + instant}.0.0.0`);
      await writeFile(path, deflateSync(data, { level: ZLIB_LEVEL }));
    }
  }

  async #collect(name: string, dtype: ZarrArray['dtype'], shape: number[], episodes: number): Promise<void> {
    const parts: Uint8Array[] = [];
    for (let index = 0; index < episodes; index += 1) parts.push(await readFile(this.#partPath(index, name)));
    await this.#writeArray(`data/${name}`, dtype, shape, Buffer.concat(parts));
  }

  async #writeArray(
    path: string,
    dtype: ZarrArray['dtype'],
    shape: number[],
    bytes: Uint8Array,
  ): Promise<void> {
    await ensureFolder(join(this.#root, path));
    await writeFile(join(this.#root, path, shape.map(() => 0).join('.')), bytes);
    await this.#describe(path, { shape, chunks: shape, dtype, compressor: null });
  }

  async #describe(path: string, array: ZarrArray): Promise<void> {
    const document = { zarr_format: 2, ...array, fill_value: 0, order: 'C', filters: null };
    await writeFile(join(this.#root, path, '.zarray'), JSON.stringify(document));
  }

  #partPath(index: number, name: string): string {
    return join(this.#parts, `${index}.${name}`);
  }
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
