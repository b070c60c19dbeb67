import jpeg from '@julusian/jpeg-turbo';
import { type Dataset, openDataset } from '../../datasets/dataset.ts';
import type { EpisodeHead } from '../../datasets/episode/manifest.ts';
import { EpisodeWriter } from '../../datasets/episode/writer.ts';
import { freezeVersion } from '../../datasets/versions.ts';
import { BUILT_DATASET, buildEnd, buildHead, buildRow } from './episode.ts';

const WIDTH_PX = 64;
const HEIGHT_PX = 48;

/** The last step of an episode that ended without success. */
const FAILED = { reward: 0, terminated: false, truncated: true };

/**
 * A dataset to export, frozen as `v1`: three built episodes, of which the last one failed, with actions beyond −1
 * and coloured pictures that differ in every row and camera.
 *
 * @param options.brokenEpisode its number: one of its pictures, as its camera sent it, has lost its middle
 * @param options.heads what is otherwise in the heads of some, by their number
 */
export async function buildExportDataset(
  path: string,
  {
    brokenEpisode,
    heads = {},
  }: { brokenEpisode?: number; heads?: Record<number, Partial<EpisodeHead>> } = {},
): Promise<Dataset> {
  const dataset = await openDataset(path, { create: BUILT_DATASET });
  const ids: string[] = [];
  for (const steps of [40, 50, 30]) {
    const head = buildHead(heads[ids.length]);
    const isFailure = steps === 30;
    const writer = await EpisodeWriter.create(dataset, head);
    for (let step = 0; step <= steps; step += 1) {
      const row = buildRow(head, step, steps);
      const images = Object.fromEntries(
        head.cameras.map(({ name }, camera) => [name, colouredJpeg(ids.length, camera, step)]),
      );
      if (ids.length === brokenEpisode && step === 7) images.front = withoutMiddle(images.front!);
      const state = Array.from(row.state).slice(0, head.state.names.length);
      const action =
        row.action === null ? null : [row.action[0]!, -step / 16].slice(0, head.action.names.length);
      writer.append({ ...row, images, state, action, ...(isFailure && step === steps - 1 ? FAILED : {}) });
    }
    await writer.seal(buildEnd(steps, isFailure ? { outcome: 'failure' } : {}));
    ids.push(head.id);
  }
  await freezeVersion(dataset, { name: 'v1', by: 'grace', filter: {}, ids });
  return dataset;
}

/** It begins and ends as a JPEG does. */
function withoutMiddle(jpegBytes: Uint8Array): Uint8Array {
  return Buffer.concat([jpegBytes.subarray(0, jpegBytes.length / 2), Buffer.of(0xff, 0xd9)]);
}

/** Smooth colours that move with the step: red and blue tell the channels apart, a gradient which side is up. */
function colouredJpeg(episode: number, camera: number, step: number): Uint8Array {
  const pixels = Buffer.alloc(WIDTH_PX * HEIGHT_PX * 3);
  for (let y = 0; y < HEIGHT_PX; y += 1) {
    for (let x = 0; x < WIDTH_PX; x += 1) {
      const at = (y * WIDTH_PX + x) * 3;
      pixels[at] = 128 + 100 * Math.sin((x + 3 * step) / 9 + episode);
      pixels[at + 1] = 40 + 3 * y;
      pixels[at + 2] = 60 + 90 * camera + 2 * (step % 30);
    }
  }
  return jpeg.compressSync(pixels, {
    format: jpeg.FORMAT_RGB,
    width: WIDTH_PX,
    height: HEIGHT_PX,
    subsampling: jpeg.SAMP_420,
    quality: 90,
  });
}
