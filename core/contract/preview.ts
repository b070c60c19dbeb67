import { checkLength, markKind } from './binary.ts';

/** Frames of one camera under way to one screen at a time; above it the newest wins and the others are skipped. */
export const PREVIEW_CREDITS = 2;

/** A camera's picture on its way to a screen. */
export interface PreviewFrame {
  /** Index into the snapshot's `robot.cameras`. */
  cameraIndex: number;
  /** Counts the frames that arrived at the station, so that skipped ones show as a step. */
  sequence: number;
  /** When the camera took it: milliseconds since the Unix epoch, on the station's clock. */
  stampWallMs: number;
  /** The camera's own JPEG or PNG bytes. */
  image: Uint8Array;
}

const HEADER_BYTES = 16;

/** Layout, little endian: camera u16, kind u16, sequence u32, stampWallMs f64, then the image. */
export function encodePreview(frame: PreviewFrame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + frame.image.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, frame.cameraIndex, true);
  markKind(view, 'preview');
  view.setUint32(4, frame.sequence >>> 0, true);
  view.setFloat64(8, frame.stampWallMs, true);
  bytes.set(frame.image, HEADER_BYTES);
  return bytes;
}

/** @throws AppError `invalid-input` when the message is shorter than its header. The image is a view, not a copy. */
export function decodePreview(buffer: ArrayBuffer): PreviewFrame {
  checkLength(buffer, HEADER_BYTES, 'preview frame');
  const view = new DataView(buffer);
  return {
    cameraIndex: view.getUint16(0, true),
    sequence: view.getUint32(4, true),
    stampWallMs: view.getFloat64(8, true),
    image: new Uint8Array(buffer, HEADER_BYTES),
  };
}
