import { expect, it } from 'vitest';
import { decodePreview, encodePreview } from './preview.ts';

it('brings a frame across as it was', () => {
  const frame = {
    cameraIndex: 3,
    sequence: 70_000,
    stampWallMs: 1_763_800_000_123.456,
    image: Uint8Array.of(255, 216, 0, 7),
  };
  expect(decodePreview(encodePreview(frame).buffer)).toEqual(frame);
});

it('lets the sequence wrap instead of failing after years', () => {
  const frame = { cameraIndex: 0, sequence: 2 ** 32 + 5, stampWallMs: 0, image: new Uint8Array() };
  expect(decodePreview(encodePreview(frame).buffer).sequence).toBe(5);
});

it('refuses what is too short to be one', () => {
  expect(() => decodePreview(new ArrayBuffer(15))).toThrow('preview frame of 15 bytes, expected at least 16');
});
