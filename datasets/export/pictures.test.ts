import { expect, test } from 'vitest';
import { imageSize } from '../../core/image-size.ts';
import { grayJpeg } from '../../test/builders/episode.ts';
import type { ImageSequence } from '../episode/image-sequence.ts';
import type { EpisodeReader } from '../episode/reader.ts';
import type { CameraTrack } from '../recipes/trajectory.ts';
import { Pictures } from './pictures.ts';
import { cropPicture, type Rgb, resizePicture } from './resize.ts';

/** One channel's values, as a picture whose other channels are 0 and 255. */
function picture(widthPx: number, heightPx: number, values: number[]): Rgb {
  return { data: Uint8Array.from(values.flatMap((value) => [value, 0, 255])), widthPx, heightPx };
}

const reds = ({ data }: Rgb) => Array.from(data).filter((_, index) => index % 3 === 0);

test('a smaller picture has the means of what its pixels cover', () => {
  const halved = resizePicture(picture(4, 2, [0, 10, 20, 30, 40, 50, 60, 70]), 2, 1);
  expect(reds(halved)).toEqual([25, 45]);
  expect([...halved.data.slice(1, 3)]).toEqual([0, 255]);
  // Three pixels into two: each covers one and a half.
  expect(reds(resizePicture(picture(3, 1, [0, 90, 180]), 2, 1))).toEqual([30, 150]);
});

test('a larger one repeats them, and one of its own size is itself', () => {
  expect(reds(resizePicture(picture(2, 1, [10, 20]), 4, 1))).toEqual([10, 10, 20, 20]);
  const same = picture(2, 1, [10, 20]);
  expect(resizePicture(same, 2, 1)).toBe(same);
});

test('a crop is a part of the picture, and must be inside', () => {
  const whole = picture(3, 2, [1, 2, 3, 4, 5, 6]);
  expect(reds(cropPicture(whole, { leftPx: 1, topPx: 1, widthPx: 2, heightPx: 1 }))).toEqual([5, 6]);
  expect(() => cropPicture(whole, { leftPx: 2, topPx: 0, widthPx: 2, heightPx: 1 })).toThrow('3×2');
});

const TRACK: CameraTrack = {
  name: 'front',
  encoding: 'jpeg',
  widthPx: 64,
  heightPx: 48,
  rows: Int32Array.of(7),
  takenNs: BigInt64Array.of(0n),
};

/** An episode that has these bytes at every row. */
function readerOf(bytes: Uint8Array): Pick<EpisodeReader, 'sequence'> {
  const sequence = { bytes: async () => bytes, byteLength: async () => bytes.byteLength };
  return { sequence: () => sequence as unknown as ImageSequence };
}

/** Pictures of an episode that has these bytes at every row. */
function picturesOf(bytes: Uint8Array): Pictures {
  return new Pictures(readerOf(bytes), null);
}

test('a picture that was cut short, is none, or has another size is said by camera and row', async () => {
  const whole = grayJpeg(120);
  const frame = await picturesOf(Buffer.concat([whole, Buffer.alloc(3)])).frame(TRACK, 0);
  expect((await frame.encoded()).subarray(0, whole.length)).toEqual(whole);
  expect(await frame.rgb()).toMatchObject({ widthPx: 64, heightPx: 48 });
  const cut = picturesOf(whole.subarray(0, whole.length / 2));
  await expect(cut.frame(TRACK, 0)).rejects.toMatchObject({ code: 'corrupt' });
  await expect(picturesOf(Uint8Array.of(1, 2, 3)).frame(TRACK, 0)).rejects.toThrow('camera "front" at row 7');
  const wide = picturesOf(whole).frame({ ...TRACK, widthPx: 128 }, 0);
  await expect(wide).rejects.toThrow('64×48 pixels, expected jpeg of 128×48');
});

test('a picture of another size is encoded anew', async () => {
  const images = { crop: { leftPx: 0, topPx: 0, widthPx: 48, heightPx: 48 }, widthPx: 24, heightPx: 24 };
  const frame = await new Pictures(readerOf(grayJpeg(120)), images).frame(
    { ...TRACK, widthPx: 24, heightPx: 24 },
    0,
  );
  expect(imageSize(await frame.encoded())).toEqual({ encoding: 'jpeg', widthPx: 24, heightPx: 24 });
});
