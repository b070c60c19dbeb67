import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import jpeg from '@julusian/jpeg-turbo';
import type { EpisodeHead } from '../episode/manifest.ts';

type Camera = EpisodeHead['cameras'][number];

const inflateAsync = promisify(inflate);

/** A picture with less than this is dark, blurred or plain; most are not, and need no closer look. */
const DARK_BYTES_PER_PIXEL = 0.06;
/** Black of video range. */
const BLACK_LUMA = 16;
const BLACK_SHARE = 0.99;
/** Cameras fill their last block with zeros. */
const TRAILING_BYTES = 64;
const PNG_BEGIN = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_END = Buffer.from('IEND');

/** By its first and last bytes: a picture that was cut off in transport has no end. */
export function isWholeImage(bytes: Uint8Array, encoding: Camera['encoding']): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.subarray(-TRAILING_BYTES);
  if (encoding === 'png') return buffer.subarray(0, 8).equals(PNG_BEGIN) && end.includes(PNG_END);
  return buffer[0] === 0xff && buffer[1] === 0xd8 && end.lastIndexOf(Buffer.from([0xff, 0xd9])) >= 0;
}

export function looksDark(bytes: Uint8Array, { widthPx, heightPx }: Camera): boolean {
  return bytes.byteLength < DARK_BYTES_PER_PIXEL * widthPx * heightPx + 1024;
}

/** Decodes on the thread pool. A picture that cannot be decoded is not black, but broken. */
export async function isBlackImage(bytes: Uint8Array, encoding: Camera['encoding']): Promise<boolean> {
  try {
    return encoding === 'png' ? await isBlackPng(Buffer.from(bytes)) : await isBlackJpeg(Buffer.from(bytes));
  } catch {
    return false;
  }
}

async function isBlackJpeg(bytes: Buffer): Promise<boolean> {
  const { data, width, height } = await jpeg.decompress(bytes, { format: jpeg.FORMAT_GRAY });
  const pixels = width * height;
  let black = 0;
  for (let i = 0; i < pixels; i += 1) if (data[i]! <= BLACK_LUMA) black += 1;
  return black >= BLACK_SHARE * pixels;
}

/**
 * All zeros, as a depth camera without light or a dead sensor gives. PNG's filters turn rows of zeros into
 * rows of zeros, so that only the byte in front of each, which names its filter, may be another.
 */
async function isBlackPng(bytes: Buffer): Promise<boolean> {
  const header = bytes.subarray(16, 29);
  const [width, height, depth, colour] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    header[8]!,
    header[9]!,
  ];
  const channels = [1, 0, 3, 1, 2, 0, 4][colour] ?? 0;
  const rowBytes = 1 + Math.ceil((width * channels * depth) / 8);
  const pixels = await inflateAsync(imageData(bytes), { maxOutputLength: rowBytes * height + 1 });
  if (pixels.byteLength !== rowBytes * height) return false;
  return pixels.every((value, i) => value === 0 || i % rowBytes === 0);
}

function imageData(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.byteLength; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(parts);
}
