import { expect, it } from 'vitest';
import { kindOf } from './binary.ts';
import { decodePicture, encodePicture } from './picture.ts';
import { encodePreview } from './preview.ts';

const image = Uint8Array.of(137, 80, 0, 7);

it('brings a picture across as it was, and is told from a preview', () => {
  for (const encoding of ['jpeg', 'png'] as const) {
    const answer = { id: 2 ** 32 - 1, encoding, image };
    const { buffer } = encodePicture(answer);
    expect(kindOf(buffer)).toBe('picture');
    expect(decodePicture(buffer)).toEqual(answer);
  }
  const preview = encodePreview({ cameraIndex: 1, sequence: 1, stampWallMs: 1, image });
  expect(kindOf(preview.buffer)).toBe('preview');
});

it('refuses what is none', () => {
  expect(() => kindOf(new ArrayBuffer(3))).toThrow('binary message of 3 bytes, expected at least 4');
  expect(() => kindOf(Uint8Array.of(0, 0, 9, 0).buffer)).toThrow('of kind 9, expected 0 or 1');
  expect(() => decodePicture(new ArrayBuffer(7))).toThrow('picture of 7 bytes, expected at least 8');
  const { buffer } = Uint8Array.of(2, 0, 1, 0, 0, 0, 0, 0);
  expect(() => decodePicture(buffer)).toThrow('picture of encoding 2, expected 0 or 1');
});
