import { z } from 'zod';
import { AppError } from '../errors.ts';
import { checkLength, markKind } from './binary.ts';
import { episodeIdSchema } from './episode.ts';

/** One camera's picture at one row of a sealed episode. */
export const recordedPictureSchema = z.object({
  episode: episodeIdSchema,
  camera: z.string().min(1).max(64),
  row: z.int().min(0).max(999_999_999),
});

export type RecordedPicture = z.infer<typeof recordedPictureSchema>;

/** A recorded picture on its way to the screen that asked for it. */
export interface PictureAnswer {
  /** Of the question, 32 bits. */
  id: number;
  encoding: 'jpeg' | 'png';
  /** The camera's own bytes. */
  image: Uint8Array;
}

const HEADER_BYTES = 8;
const ENCODINGS = ['jpeg', 'png'] as const;

/** Layout, little endian: encoding u16, kind u16, id u32, then the image. */
export function encodePicture({ id, encoding, image }: PictureAnswer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + image.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, ENCODINGS.indexOf(encoding), true);
  markKind(view, 'picture');
  view.setUint32(4, id, true);
  bytes.set(image, HEADER_BYTES);
  return bytes;
}

/** @throws AppError `invalid-input` when it is none. The image is a view, not a copy. */
export function decodePicture(buffer: ArrayBuffer): PictureAnswer {
  checkLength(buffer, HEADER_BYTES, 'picture');
  const view = new DataView(buffer);
  const encoding = ENCODINGS[view.getUint16(0, true)];
  if (encoding === undefined) {
    throw new AppError('invalid-input', `picture of encoding ${view.getUint16(0, true)}, expected 0 or 1`);
  }
  return { id: view.getUint32(4, true), encoding, image: new Uint8Array(buffer, HEADER_BYTES) };
}
