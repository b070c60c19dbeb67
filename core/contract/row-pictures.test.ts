import { expect, it } from 'vitest';
import { decodeRowPictures, encodeRowPictures } from './row-pictures.ts';

const front = Uint8Array.of(255, 216, 1);
const wrist = Uint8Array.of(255, 216, 2, 3);

it("brings a row's pictures across as they were, and says which camera had none", () => {
  const { buffer } = encodeRowPictures([front, null, wrist]);
  expect(decodeRowPictures(buffer, 3)).toEqual([front, null, wrist]);
});

it('refuses what is cut, or of another number of cameras', () => {
  const { buffer } = encodeRowPictures([front, wrist]);
  expect(() => decodeRowPictures(buffer.slice(0, 7), 2)).toThrow('of 7 bytes, expected at least 8');
  expect(() => decodeRowPictures(buffer.slice(0, -1), 2)).toThrow('in 14 bytes, expected 15');
  expect(() => decodeRowPictures(buffer, 1)).toThrow('pictures of 1 cameras in 15 bytes, expected 7');
});
