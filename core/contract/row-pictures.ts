import { AppError } from '../errors.ts';
import { checkLength } from './binary.ts';

const LENGTH_BYTES = 4;

/**
 * All cameras' pictures at one row of an episode, in one body: what is fetched picture by picture takes most of its
 * time to ask. Layout, little endian: the length of each as u32, 0 for none, then the pictures.
 *
 * @param pictures the cameras' own bytes; null before a camera's first picture
 */
export function encodeRowPictures(pictures: readonly (Uint8Array | null)[]): Uint8Array<ArrayBuffer> {
  const headerBytes = pictures.length * LENGTH_BYTES;
  const bytes = new Uint8Array(
    pictures.reduce((sum, picture) => sum + (picture?.byteLength ?? 0), headerBytes),
  );
  const view = new DataView(bytes.buffer);
  let at = headerBytes;
  for (const [i, picture] of pictures.entries()) {
    view.setUint32(i * LENGTH_BYTES, picture?.byteLength ?? 0, true);
    if (picture === null) continue;
    bytes.set(picture, at);
    at += picture.byteLength;
  }
  return bytes;
}

/**
 * @param count of cameras
 * @returns views, not copies
 * @throws AppError `invalid-input` when the lengths are not those of so many pictures
 */
export function decodeRowPictures(buffer: ArrayBuffer, count: number): (Uint8Array<ArrayBuffer> | null)[] {
  checkLength(buffer, count * LENGTH_BYTES, `pictures of ${count} cameras`);
  const view = new DataView(buffer);
  let at = count * LENGTH_BYTES;
  const pictures = Array.from({ length: count }, (_, i) => {
    const length = view.getUint32(i * LENGTH_BYTES, true);
    const begin = at;
    at += length;
    if (at > buffer.byteLength) throw wrongLength(buffer, count, at);
    return length === 0 ? null : new Uint8Array(buffer, begin, length);
  });
  if (at !== buffer.byteLength) throw wrongLength(buffer, count, at);
  return pictures;
}

function wrongLength(buffer: ArrayBuffer, count: number, expected: number): AppError {
  const message = `pictures of ${count} cameras in ${buffer.byteLength} bytes, expected ${expected}`;
  return new AppError('invalid-input', message);
}
