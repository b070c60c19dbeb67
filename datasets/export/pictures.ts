import jpeg from '@julusian/jpeg-turbo';
import { AppError } from '../../core/errors.ts';
import { imageSize } from '../../core/image-size.ts';
import type { EpisodeReader } from '../episode/reader.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { CameraTrack } from '../recipes/trajectory.ts';
import { cropPicture, type Rgb, resizePicture } from './resize.ts';

/** Of pictures that a recipe changes the size of; the others keep the camera's own bytes. */
const JPEG_QUALITY = 95;

/** One picture of a trajectory, as often and in whichever form it is asked for. */
export interface Frame {
  /** JPEG or PNG bytes: the camera's own, unless the recipe changes its pictures. */
  encoded(): Uint8Array;
  /**
   * Rows of R, G, B.
   *
   * @throws AppError `corrupt` for a picture that cannot be decoded.
   */
  rgb(): Rgb;
}

/** The pictures of an episode as a recipe wants them, decoded in this thread. */
export class Pictures {
  readonly #reader: EpisodeReader;
  readonly #images: Recipe['images'];
  readonly #onFrame: () => void;

  /** @param onFrame is told of each picture that is taken; what it throws ends the export of the episode */
  constructor(reader: EpisodeReader, images: Recipe['images'], onFrame: () => void = () => {}) {
    this.#reader = reader;
    this.#images = images;
    this.#onFrame = onFrame;
  }

  /** Whether all pictures are the camera's own bytes. */
  get areOriginal(): boolean {
    return this.#images === null;
  }

  /**
   * The picture that an instant shows.
   *
   * @throws AppError `corrupt` for one that is cut short, or of another size or kind than its camera's.
   */
  async frame(track: CameraTrack, instant: number): Promise<Frame> {
    this.#onFrame();
    const row = track.rows[instant]!;
    const bytes = await this.#reader.frame(track.name, row);
    const where = `camera "${track.name}" at row ${row}`;
    if (track.encoding === 'jpeg') assertWhole(bytes, where);
    let decoded: Rgb | null = null;
    const rgb = (): Rgb => {
      decoded ??= this.#shaped(decode(bytes, where), track);
      return decoded;
    };
    if (this.#images === null) {
      assertSize(bytes, track, where);
      return { encoded: () => bytes, rgb };
    }
    return { encoded: () => encode(rgb()), rgb };
  }

  #shaped(whole: Rgb, { widthPx, heightPx }: CameraTrack): Rgb {
    if (this.#images === null) return whole;
    const { crop } = this.#images;
    return resizePicture(crop === null ? whole : cropPicture(whole, crop), widthPx, heightPx);
  }
}

/** A JPEG ends with its marker of the end; some cameras fill up behind it with zeros. */
function assertWhole(bytes: Uint8Array, where: string): void {
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end -= 1;
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9) return;
  throw new AppError('corrupt', `${where}: not a whole JPEG (${bytes.length} bytes)`);
}

function assertSize(bytes: Uint8Array, { encoding, widthPx, heightPx }: CameraTrack, where: string): void {
  const size = imageSize(bytes);
  if (size?.encoding === encoding && size.widthPx === widthPx && size.heightPx === heightPx) return;
  const found = size === null ? 'no picture' : `${size.encoding} of ${size.widthPx}×${size.heightPx} pixels`;
  throw new AppError('corrupt', `${where}: ${found}, expected ${encoding} of ${widthPx}×${heightPx}`);
}

function decode(bytes: Uint8Array, where: string): Rgb {
  try {
    const { data, width, height } = jpeg.decompressSync(asBuffer(bytes), { format: jpeg.FORMAT_RGB });
    return { data: data.subarray(0, width * height * 3), widthPx: width, heightPx: height };
  } catch (cause) {
    const what = `${where}: a JPEG that cannot be decoded (${bytes.length} bytes)`;
    throw new AppError('corrupt', what, { cause });
  }
}

function encode({ data, widthPx, heightPx }: Rgb): Uint8Array {
  return jpeg.compressSync(asBuffer(data), {
    format: jpeg.FORMAT_RGB,
    width: widthPx,
    height: heightPx,
    subsampling: jpeg.SAMP_420,
    quality: JPEG_QUALITY,
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
