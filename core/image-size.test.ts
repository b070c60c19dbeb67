import jpeg from '@julusian/jpeg-turbo';
import { expect, it } from 'vitest';
import { depthPng } from '../test/builders/depth-png.ts';
import { imageSize } from './image-size.ts';

const { compressSync, FORMAT_RGB, SAMP_420, bufferSize } = jpeg;

function jpegOf(width: number, height: number): Uint8Array {
  const options = { format: FORMAT_RGB, width, height, subsampling: SAMP_420 };
  return compressSync(Buffer.alloc(width * height * 3), Buffer.alloc(bufferSize(options)), options);
}

it('reads what a JPEG and a PNG say, also in the middle of a larger buffer', () => {
  expect(imageSize(jpegOf(640, 480))).toEqual({ encoding: 'jpeg', widthPx: 640, heightPx: 480 });
  expect(imageSize(depthPng(17, 5, () => 9))).toEqual({ encoding: 'png', widthPx: 17, heightPx: 5 });
  const within = Buffer.concat([Buffer.alloc(3), jpegOf(33, 65)]).subarray(3);
  expect(imageSize(within)).toEqual({ encoding: 'jpeg', widthPx: 33, heightPx: 65 });
});

it('says nothing of what is neither, or cut off', () => {
  expect(imageSize(Uint8Array.of())).toBeNull();
  expect(imageSize(Buffer.from('compressedDepth'))).toBeNull();
  const whole = jpegOf(64, 64);
  for (let length = 0; length < 24; length += 1) expect(imageSize(whole.subarray(0, length))).toBeNull();
});
