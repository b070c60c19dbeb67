import { inflateSync } from 'node:zlib';
import jpeg from '@julusian/jpeg-turbo';
import { expect, it, onTestFinished } from 'vitest';
import { depthPng } from '../../test/builders/depth-png.ts';
import type { RosMessage } from './bridge.ts';
import { ImageEncoder } from './image-encoder.ts';

const WIDTH = 64;
const HEIGHT = 48;
/** The left half and the right half. */
const COLORS = [
  [200, 40, 60],
  [30, 60, 210],
] as const;

type Rgb = readonly [number, number, number];

function frame(
  encoding: string,
  pixel: (color: Rgb) => readonly number[],
  { padding = 0, asBytes = (data: number[]): unknown => Uint8Array.from(data) } = {},
): RosMessage {
  const data: number[] = [];
  let step = 0;
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) data.push(...pixel(COLORS[x < WIDTH / 2 ? 0 : 1]));
    for (let i = 0; i < padding; i += 1) data.push(255);
    step ||= data.length;
  }
  return { width: WIDTH, height: HEIGHT, encoding, is_bigendian: 0, step, data: asBytes(data) };
}

function open(encoding: 'jpeg' | 'png' = 'jpeg'): ImageEncoder {
  const encoder = new ImageEncoder(encoding);
  onTestFinished(() => encoder.close());
  return encoder;
}

async function encoded(encoder: ImageEncoder, message: RosMessage): Promise<Buffer> {
  const result = await new Promise<Parameters<Parameters<ImageEncoder['encode']>[1]>[0]>((resolve) => {
    encoder.encode(message, resolve);
  });
  if ('error' in result) throw new Error(result.error);
  return Buffer.from(result.bytes);
}

/** The colors amid the left and the right half. */
function colorsOf(bytes: Buffer): number[][] {
  const { data, width, height } = jpeg.decompressSync(bytes, { format: jpeg.FORMAT_RGB });
  expect([width, height]).toEqual([WIDTH, HEIGHT]);
  return [WIDTH / 4, (3 * WIDTH) / 4].map((x) => {
    const at = 3 * ((HEIGHT / 2) * WIDTH + x);
    return [...data.subarray(at, at + 3)];
  });
}

const gray = ([r, g, b]: Rgb) => Math.round(0.299 * r + 0.587 * g + 0.114 * b);

it.each<[string, (color: Rgb) => readonly number[]]>([
  ['rgb8', (color) => color],
  ['bgr8', ([r, g, b]) => [b, g, r]],
  ['8UC3', ([r, g, b]) => [b, g, r]],
  ['rgba8', ([r, g, b]) => [r, g, b, 0]],
  ['bgra8', ([r, g, b]) => [b, g, r, 0]],
  ['mono8', (color) => [gray(color)]],
])('makes a JPEG of %s in its colors, with and without gaps between the rows', async (encoding, pixel) => {
  const encoder = open();
  const isGray = encoding === 'mono8';
  for (const padding of [0, 5]) {
    const colors = colorsOf(await encoded(encoder, frame(encoding, pixel, { padding })));
    for (const [half, color] of colors.entries()) {
      const expected = isGray ? Array(3).fill(gray(COLORS[half]!)) : COLORS[half]!;
      for (const [i, value] of color.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(6);
    }
  }
});

it('takes bytes as base64 text and as numbers too, and leaves those of the message as they were', async () => {
  const encoder = open();
  const spellings = [(data: number[]) => Buffer.from(data).toString('base64'), (data: number[]) => data];
  for (const asBytes of spellings) {
    const bytes = await encoded(
      encoder,
      frame('rgb8', (color) => color, { asBytes }),
    );
    expect(Math.abs(colorsOf(bytes)[0]![0]! - COLORS[0][0])).toBeLessThan(6);
  }
  const message = frame('rgb8', (color) => color);
  await encoded(encoder, message);
  expect((message.data as Uint8Array).byteLength).toBe(WIDTH * HEIGHT * 3);
});

it.each([0, 1])('makes a PNG of depth that loses no bit (big endian: %i)', async (isBigEndian) => {
  const depths = [0x0102, 0xfedc];
  const message = frame('16UC1', (color) => {
    const depth = depths[COLORS.indexOf(color as (typeof COLORS)[0])]!;
    return isBigEndian === 1 ? [depth >> 8, depth & 255] : [depth & 255, depth >> 8];
  });
  const bytes = await encoded(open('png'), { ...message, is_bigendian: isBigEndian });
  const expected = depthPng(WIDTH, HEIGHT, (x) => depths[x < WIDTH / 2 ? 0 : 1]!);
  expect(pixelsOf(bytes)).toEqual(pixelsOf(expected));
  expect(bytes.subarray(0, 33)).toEqual(expected.subarray(0, 33));
});

function pixelsOf(png: Buffer): Buffer {
  const at = png.indexOf('IDAT');
  return inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
}

it('keeps the order, and drops and counts what it has no time for', async () => {
  const encoder = open();
  const done: number[] = [];
  // Nothing comes back while this loop has not let go.
  for (let i = 0; i < 20; i += 1) {
    encoder.encode(
      frame('mono8', () => [i]),
      () => done.push(i),
    );
  }
  expect([encoder.dropped, encoder.isOverloaded]).toEqual([12, true]);
  await expect.poll(() => done).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  await encoded(
    encoder,
    frame('mono8', () => [11]),
  );
  expect(encoder.dropped).toBe(12);
});

it.each<[string, RosMessage]>([
  ['"bayer_rggb8"', { ...frame('mono8', () => [0]), encoding: 'bayer_rggb8' }],
  ['do not fit', { ...frame('mono8', () => [0]), height: HEIGHT + 1 }],
  ['do not fit', { ...frame('mono8', () => [0]), step: WIDTH - 1 }],
  ['with a picture: width', { ...frame('mono8', () => [0]), width: 0 }],
  ['no image bytes', { ...frame('mono8', () => [0]), data: null }],
  ['becomes png', frame('16UC1', () => [0, 0])],
])('refuses a picture that it cannot encode: %s', (reason, message) => {
  expect(() => open().encode(message, () => {})).toThrow(reason);
});
