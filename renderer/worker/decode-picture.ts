/** A picture that can be drawn, and must be closed. */
export type Picture = ImageBitmap | VideoFrame;

export interface PictureSize {
  widthPx: number;
  heightPx: number;
}

const PNG_FIRST_BYTE = 0x89;

/**
 * Decodes a camera's JPEG or PNG, not much larger than it will be shown: a JPEG at half its size takes a fraction
 * of the work to decode, to copy and to show. `ImageDecoder` (WebCodecs) does that, and needs no detour by a Blob;
 * where the browser has none the picture comes in full.
 *
 * @throws DOMException where the bytes are no picture
 */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>, shown: PictureSize): Promise<Picture> {
  if (!('ImageDecoder' in self)) return createImageBitmap(new Blob([bytes]));
  const decoder = new ImageDecoder({
    data: bytes,
    type: bytes[0] === PNG_FIRST_BYTE ? 'image/png' : 'image/jpeg',
    desiredWidth: Math.max(1, Math.ceil(shown.widthPx)),
    desiredHeight: Math.max(1, Math.ceil(shown.heightPx)),
  });
  try {
    const { image } = await decoder.decode();
    return image;
  } finally {
    decoder.close();
  }
}

export function sizeOf(picture: Picture): PictureSize {
  if ('displayWidth' in picture) {
    return { widthPx: picture.displayWidth, heightPx: picture.displayHeight };
  }
  return { widthPx: picture.width, heightPx: picture.height };
}
