import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { imageBytes, type RosMessage } from './bridge.ts';

/** How the pixels of an encoding lie in memory, and what they become (`sensor_msgs/image_encodings.h`). */
const ENCODINGS = {
  rgb8: { layout: 'rgb', pixelBytes: 3 },
  bgr8: { layout: 'bgr', pixelBytes: 3 },
  rgba8: { layout: 'rgba', pixelBytes: 4 },
  bgra8: { layout: 'bgra', pixelBytes: 4 },
  mono8: { layout: 'gray', pixelBytes: 1 },
  // OpenCV's own names, which say nothing of color: its order is blue first.
  '8UC1': { layout: 'gray', pixelBytes: 1 },
  '8UC3': { layout: 'bgr', pixelBytes: 3 },
  '8UC4': { layout: 'bgra', pixelBytes: 4 },
  mono16: { layout: 'gray16', pixelBytes: 2 },
  '16UC1': { layout: 'gray16', pixelBytes: 2 },
} as const;

type EncodingName = keyof typeof ENCODINGS;
export type PixelLayout = (typeof ENCODINGS)[EncodingName]['layout'];

/** A whole picture without gaps between its rows. */
export interface RawImage {
  widthPx: number;
  heightPx: number;
  layout: PixelLayout;
  /** Of pixels of 16 bits. */
  isBigEndian: boolean;
  pixels: Uint8Array<ArrayBuffer>;
}

const sizeSchema = z.int().min(1).max(16_384);
const headSchema = z.object({
  width: sizeSchema,
  height: sizeSchema,
  step: z.int().positive(),
  encoding: z.string(),
  is_bigendian: z.union([z.number(), z.boolean()]).optional(),
});

/** The message is `sensor_msgs/Image`, not `sensor_msgs/CompressedImage`. */
export function isRawImage(type: string): boolean {
  return type.endsWith('/Image');
}

/**
 * The picture of a `sensor_msgs/Image`, in memory of its own: the message's may belong to others too.
 *
 * @param room memory that may be used for it where it has the right size
 * @throws AppError `invalid-input` for an encoding that is not known, or pixels that do not fit the size
 */
export function readRawImage(message: RosMessage, room?: Uint8Array<ArrayBuffer>): RawImage {
  const head = headSchema.safeParse(message);
  const data = imageBytes(message.data);
  if (!head.success) {
    const { path, message: reason } = head.error.issues[0]!;
    throw new AppError(
      'invalid-input',
      `not a sensor_msgs/Image with a picture: ${path.join('.')}: ${reason}`,
    );
  }
  if (data === null) throw new AppError('invalid-input', 'there are no image bytes in "data"');
  const { width: widthPx, height: heightPx, step, encoding, is_bigendian } = head.data;
  if (!Object.hasOwn(ENCODINGS, encoding)) {
    const known = Object.keys(ENCODINGS).join(', ');
    throw new AppError('invalid-input', `expected one of the encodings ${known}, found "${encoding}"`);
  }
  const { layout, pixelBytes } = ENCODINGS[encoding as EncodingName];
  const rowBytes = widthPx * pixelBytes;
  if (step < rowBytes || data.byteLength < step * (heightPx - 1) + rowBytes) {
    const size = `${widthPx} × ${heightPx} pixels of ${pixelBytes} bytes`;
    throw new AppError('invalid-input', `${size} do not fit ${data.byteLength} bytes in steps of ${step}`);
  }
  const bytes = rowBytes * heightPx;
  const pixels = room?.byteLength === bytes ? room : new Uint8Array(bytes);
  if (step === rowBytes) pixels.set(data.subarray(0, bytes));
  else {
    for (let y = 0; y < heightPx; y += 1) {
      pixels.set(data.subarray(y * step, y * step + rowBytes), y * rowBytes);
    }
  }
  return { widthPx, heightPx, layout, isBigEndian: Boolean(is_bigendian), pixels };
}
