import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bits of a sample, gray, and the only compression, filter and interlacing that all read. */
const GRAY_16 = [16, 0, 0, 0, 0];
/** Depth has noise in its last bits: more effort takes time and saves nothing. */
const DEFLATE_LEVEL = 1;

/**
 * A gray PNG of 16 bits (W3C, Portable Network Graphics), rows without a filter.
 *
 * @param pixels two bytes each, without gaps; they are brought into PNG's order in place
 */
export function encodeDepthPng(
  widthPx: number,
  heightPx: number,
  pixels: Buffer,
  isBigEndian: boolean,
): Buffer {
  // PNG has the high byte first.
  if (!isBigEndian) pixels.swap16();
  const rowBytes = 2 * widthPx;
  const rows = Buffer.alloc((1 + rowBytes) * heightPx);
  for (let y = 0; y < heightPx; y += 1) {
    pixels.copy(rows, y * (1 + rowBytes) + 1, y * rowBytes, (y + 1) * rowBytes);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set(GRAY_16, 8);
  const data = deflateSync(rows, { level: DEFLATE_LEVEL });
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.byteLength);
  bytes.writeUInt32BE(data.byteLength, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.byteLength)), 8 + data.byteLength);
  return bytes;
}
