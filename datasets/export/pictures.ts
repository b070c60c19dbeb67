import jpeg from '@julusian/jpeg-turbo';
import { AppError, messageOf } from '../../core/errors.ts';
import type { EpisodeReader } from '../episode/reader.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { CameraTrack } from '../recipes/trajectory.ts';
import { cropPicture, type Rgb, resizePicture } from './resize.ts';

/** Of pictures that a recipe changes the size of; the others keep the camera's own bytes. */
const JPEG_QUALITY = 95;

/** The pictures of an episode as a recipe wants them. */
export class Pictures {
  readonly #reader: EpisodeReader;
  readonly #images: Recipe['images'];

  constructor(reader: EpisodeReader, images: Recipe['images']) {
    this.#reader = reader;
    this.#images = images;
  }

  /** JPEG or PNG bytes at an instant: the camera's own, unless the recipe changes its pictures. */
  async encoded(track: CameraTrack, instant: number): Promise<Uint8Array> {
    if (this.#images === null) return await this.#reader.frame(track.name, track.rows[instant]!);
    const { data, widthPx, heightPx } = await this.rgb(track, instant);
    return await jpeg.compress(asBuffer(data), {
      format: jpeg.FORMAT_RGB,
      width: widthPx,
      height: heightPx,
      subsampling: jpeg.SAMP_420,
      quality: JPEG_QUALITY,
    });
  }

  /**
   * Pixels at an instant: rows of R, G, B.
   *
   * @throws AppError `corrupt` for a picture that is no whole JPEG, or of another size than its camera's.
   */
  async rgb(track: CameraTrack, instant: number): Promise<Rgb> {
    const row = track.rows[instant]!;
    const whole = await decode(await this.#reader.frame(track.name, row), track.name, row);
    const images = this.#images;
    const cropped = images?.crop ? cropPicture(whole, images.crop) : whole;
    const { widthPx, heightPx } = track;
    if (images !== null) return resizePicture(cropped, widthPx, heightPx);
    if (whole.widthPx === widthPx && whole.heightPx === heightPx) return whole;
    throw new AppError(
      'corrupt',
      `camera "${track.name}" at row ${row}: ${whole.widthPx}×${whole.heightPx} pixels, expected ${widthPx}×${heightPx}`,
    );
  }

  /** Decode every picture once, so that nothing is written of an episode that has a broken one. */
  async check(tracks: readonly CameraTrack[], signal?: AbortSignal): Promise<void> {
    for (const track of tracks) {
      for (let instant = 0; instant < track.rows.length; instant += 1) {
        signal?.throwIfAborted();
        if (instant === 0 || track.rows[instant] !== track.rows[instant - 1]) await this.rgb(track, instant);
      }
    }
  }
}

async function decode(bytes: Uint8Array, camera: string, row: number): Promise<Rgb> {
  try {
    const { data, width, height } = await jpeg.decompress(asBuffer(bytes), { format: jpeg.FORMAT_RGB });
    return { data: data.subarray(0, width * height * 3), widthPx: width, heightPx: height };
  } catch (cause) {
    throw new AppError(
      'corrupt',
      `camera "${camera}" at row ${row}: not a whole JPEG: ${messageOf(cause)} (${bytes.byteLength} bytes)`,
      { cause },
    );
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
