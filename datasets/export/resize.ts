import { AppError } from '../../core/errors.ts';
import type { Recipe } from '../recipes/recipe.ts';

/** Rows of R, G, B, one byte each. */
export interface Rgb {
  data: Uint8Array;
  widthPx: number;
  heightPx: number;
}

/** @throws AppError `invalid-input` for a crop that is not inside the picture. */
export function cropPicture(
  { data, widthPx, heightPx }: Rgb,
  crop: NonNullable<NonNullable<Recipe['images']>['crop']>,
): Rgb {
  if (crop.leftPx + crop.widthPx > widthPx || crop.topPx + crop.heightPx > heightPx) {
    throw new AppError(
      'invalid-input',
      `images.crop: ${crop.widthPx}×${crop.heightPx} at ${crop.leftPx}, ${crop.topPx} is not inside ${widthPx}×${heightPx} pixels`,
    );
  }
  const cropped = new Uint8Array(crop.widthPx * crop.heightPx * 3);
  for (let y = 0; y < crop.heightPx; y += 1) {
    const begin = ((crop.topPx + y) * widthPx + crop.leftPx) * 3;
    cropped.set(data.subarray(begin, begin + crop.widthPx * 3), y * crop.widthPx * 3);
  }
  return { data: cropped, widthPx: crop.widthPx, heightPx: crop.heightPx };
}

/** Each pixel is the mean of the area that it covers, shares of pixels at the edges included. */
export function resizePicture(picture: Rgb, widthPx: number, heightPx: number): Rgb {
  if (picture.widthPx === widthPx && picture.heightPx === heightPx) return picture;
  const across = sharesOf(picture.widthPx, widthPx);
  const down = sharesOf(picture.heightPx, heightPx);
  const narrow = new Float32Array(widthPx * picture.heightPx * 3);
  for (let y = 0; y < picture.heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const { from, weights } = across[x]!;
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0;
        for (let k = 0; k < weights.length; k += 1) {
          sum += weights[k]! * picture.data[(y * picture.widthPx + from + k) * 3 + channel]!;
        }
        narrow[(y * widthPx + x) * 3 + channel] = sum;
      }
    }
  }
  const data = new Uint8Array(widthPx * heightPx * 3);
  const stride = widthPx * 3;
  for (let y = 0; y < heightPx; y += 1) {
    const { from, weights } = down[y]!;
    for (let x = 0; x < stride; x += 1) {
      let sum = 0;
      for (let k = 0; k < weights.length; k += 1) sum += weights[k]! * narrow[(from + k) * stride + x]!;
      data[y * stride + x] = Math.round(sum);
    }
  }
  return { data, widthPx, heightPx };
}

/** For each pixel of the result, the first pixel that it covers and the share of each in it. */
function sharesOf(before: number, after: number): { from: number; weights: number[] }[] {
  const scale = before / after;
  return Array.from({ length: after }, (_, index) => {
    const begin = index * scale;
    const end = begin + scale;
    const from = Math.floor(begin);
    const weights: number[] = [];
    for (let at = from; at < end - 1e-9 && at < before; at += 1) {
      weights.push((Math.min(end, at + 1) - Math.max(begin, at)) / scale);
    }
    return { from, weights };
  });
}
