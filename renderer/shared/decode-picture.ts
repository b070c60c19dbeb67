import { imageSize } from '../../core/image-size.ts';

export interface PictureSize {
  widthPx: number;
  heightPx: number;
}

/** A JPEG decodes to any of these parts of its size, and 7/8 saves nothing that could be seen. */
const LARGEST_REDUCTION = 6 / 8;

/**
 * Decodes a camera's JPEG or PNG, not much larger than it will be shown: a JPEG at half its size takes a fraction
 * of the work to decode, to copy and to show. `ImageDecoder` (WebCodecs) does that; where the browser has none, or
 * the whole picture is needed, the browser decodes it beside this thread.
 *
 * @throws DOMException where the bytes are no picture
 */
export async function decodePicture(
  bytes: Uint8Array<ArrayBuffer>,
  shown: PictureSize,
): Promise<ImageBitmap> {
  const full = imageSize(bytes);
  const isReducible =
    full?.encoding === 'jpeg' &&
    shown.widthPx <= full.widthPx * LARGEST_REDUCTION &&
    shown.heightPx <= full.heightPx * LARGEST_REDUCTION;
  if (!isReducible || !('ImageDecoder' in self)) return createImageBitmap(new Blob([bytes]));
  const decoder = new ImageDecoder({
    data: bytes,
    type: 'image/jpeg',
    desiredWidth: Math.max(1, Math.ceil(shown.widthPx)),
    desiredHeight: Math.max(1, Math.ceil(shown.heightPx)),
  });
  try {
    const { image } = await decoder.decode();
    const bitmap = await createImageBitmap(image);
    image.close();
    return bitmap;
  } finally {
    decoder.close();
  }
}
