import { AppError } from '../../core/errors.ts';
import { imageSize } from '../../core/image-size.ts';
import type { ImageSequence } from '../episode/image-sequence.ts';
import type { EpisodeReader } from '../episode/reader.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { CameraTrack } from '../recipes/trajectory.ts';
import { decodeExactly, decodeRoughly, encodeJpeg } from './decode.ts';
import { cropPicture, type Rgb, resizePicture } from './resize.ts';

/** Of pictures that a recipe changes the size of; the others keep the camera's own bytes. */
const JPEG_QUALITY = 95;

/** One picture of a trajectory, in whichever form it is asked for, until the camera's next one is. */
export interface Frame {
  /**
   * JPEG or PNG bytes: the camera's own, lent, unless the recipe changes its pictures.
   *
   * @throws AppError `corrupt` for a picture that has to be decoded and cannot be.
   */
  encoded(): Promise<Uint8Array>;
  /**
   * Rows of R, G, B.
   *
   * @throws AppError `corrupt` for a picture that cannot be decoded.
   */
  rgb(): Promise<Rgb>;
  /** As `rgb`, some levels off where that is faster: for statistics. */
  roughRgb(): Promise<Rgb>;
}

/** Encoded pictures one after the other: how long they are is known before any is read. */
export interface EncodedPictures {
  camera: string;
  byteLengths: readonly number[];
  /** Once; each is lent until the next. */
  bytes: AsyncIterable<Uint8Array>;
}

/** The pictures of an episode as a recipe wants them, in order for each camera. */
export class Pictures {
  readonly #reader: Pick<EpisodeReader, 'sequence'>;
  readonly #images: Recipe['images'];
  readonly #onFrame: () => void;
  readonly #sequences = new Map<string, ImageSequence>();

  /** @param onFrame is told of each picture that is taken; what it throws ends the export of the episode */
  constructor(
    reader: Pick<EpisodeReader, 'sequence'>,
    images: Recipe['images'],
    onFrame: () => void = () => {},
  ) {
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
    const bytes = await this.#sequenceOf(track).bytes(row);
    const where = `camera "${track.name}" at row ${row}`;
    if (track.encoding === 'jpeg') assertWhole(bytes, where);
    const rgb = async (): Promise<Rgb> => this.#shaped(await decoded(decodeExactly, bytes, where), track);
    if (this.#images !== null) {
      return { encoded: async () => encodeJpeg(await rgb(), JPEG_QUALITY), rgb, roughRgb: rgb };
    }
    assertSize(bytes, track, where);
    return { encoded: async () => bytes, rgb, roughRgb: () => decoded(decodeRoughly, bytes, where) };
  }

  /**
   * The encoded pictures of the instants `[from, until)`. Those of which the recipe changes the size are in memory
   * until they are taken: nobody knows before how long they get.
   *
   * @throws AppError as {@link frame}
   */
  async encoded(track: CameraTrack, from: number, until: number): Promise<EncodedPictures> {
    const instants = Array.from({ length: until - from }, (_, index) => from + index);
    if (this.areOriginal) {
      const sequence = this.#sequenceOf(track);
      const byteLengths: number[] = [];
      for (const instant of instants) byteLengths.push(await sequence.byteLength(track.rows[instant]!));
      return { camera: track.name, byteLengths, bytes: this.#each(track, instants) };
    }
    const made: Uint8Array[] = [];
    for await (const bytes of this.#each(track, instants)) made.push(bytes);
    const byteLengths = made.map(({ byteLength }) => byteLength);
    return { camera: track.name, byteLengths, bytes: lendingEach(made) };
  }

  async *#each(track: CameraTrack, instants: readonly number[]): AsyncGenerator<Uint8Array> {
    for (const instant of instants) yield await (await this.frame(track, instant)).encoded();
  }

  #sequenceOf({ name }: CameraTrack): ImageSequence {
    const known = this.#sequences.get(name);
    if (known !== undefined) return known;
    const sequence = this.#reader.sequence(name);
    this.#sequences.set(name, sequence);
    return sequence;
  }

  #shaped(whole: Rgb, { widthPx, heightPx }: CameraTrack): Rgb {
    if (this.#images === null) return whole;
    const { crop } = this.#images;
    return resizePicture(crop === null ? whole : cropPicture(whole, crop), widthPx, heightPx);
  }
}

async function* lendingEach(pictures: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pictures;
}

async function decoded(
  decode: (bytes: Uint8Array) => Rgb | Promise<Rgb>,
  bytes: Uint8Array,
  where: string,
): Promise<Rgb> {
  try {
    return await decode(bytes);
  } catch (cause) {
    const what = `${where}: a JPEG that cannot be decoded (${bytes.length} bytes)`;
    throw new AppError('corrupt', what, { cause });
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
