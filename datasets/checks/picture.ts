import jpeg from '@julusian/jpeg-turbo';

/** Of a picture's small copy, in which scenes are compared: so small that noise is gone and memory does not matter. */
export const THUMB_WIDTH = 32;
export const THUMB_HEIGHT = 24;
/** Of the copy in which sharpness is measured and a camera's place is found. */
const VIEW_WIDTH = 160;
const VIEW_HEIGHT = 120;
/** Black of video range. */
const BLACK_LUMA = 16;

/** A gray picture, row after row, 0 … 255. */
export interface Gray {
  widthPx: number;
  heightPx: number;
  pixels: Uint8Array;
}

/** What checks know of a camera's picture at a row. */
export interface Picture {
  row: number;
  timeNs: number;
  /** Share of pixels that are black, 0 … 1. */
  blackShare: number;
  /** Variance of the Laplacian (Pech-Pacheco et al., 2000) at 160 × 120: low in a picture without edges. */
  sharpness: number;
  /** 32 × 24 */
  thumb: Uint8Array;
}

/** @throws Error for bytes that are no JPEG. */
export function decodeGray(bytes: Uint8Array): Gray {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { data, width, height } = jpeg.decompressSync(buffer, { format: jpeg.FORMAT_GRAY });
  return { widthPx: width, heightPx: height, pixels: data.subarray(0, width * height) };
}

export function describePicture(gray: Gray, row: number, timeNs: number): Picture {
  const view = shrink(gray, VIEW_WIDTH, VIEW_HEIGHT);
  return {
    row,
    timeNs,
    blackShare: blackShareOf(view.pixels),
    sharpness: laplacianVariance(view),
    thumb: shrink(view, THUMB_WIDTH, THUMB_HEIGHT).pixels,
  };
}

function blackShareOf(pixels: Uint8Array): number {
  let black = 0;
  for (let i = 0; i < pixels.length; i += 1) black += pixels[i]! <= BLACK_LUMA ? 1 : 0;
  return black / pixels.length;
}

/** Each pixel is the mean of those it covers; a picture that is smaller already stays as large as it is. */
export function shrink(gray: Gray, widthPx: number, heightPx: number): Gray {
  const width = Math.min(widthPx, gray.widthPx);
  const height = Math.min(heightPx, gray.heightPx);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const top = Math.floor((y * gray.heightPx) / height);
    const bottom = Math.floor(((y + 1) * gray.heightPx) / height);
    for (let x = 0; x < width; x += 1) {
      const left = Math.floor((x * gray.widthPx) / width);
      const right = Math.floor(((x + 1) * gray.widthPx) / width);
      let sum = 0;
      for (let v = top; v < bottom; v += 1) {
        const line = v * gray.widthPx;
        for (let u = left; u < right; u += 1) sum += gray.pixels[line + u]!;
      }
      pixels[y * width + x] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return { widthPx: width, heightPx: height, pixels };
}

function laplacianVariance({ widthPx, heightPx, pixels }: Gray): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < heightPx - 1; y += 1) {
    for (let x = 1; x < widthPx - 1; x += 1) {
      const i = y * widthPx + x;
      const value =
        pixels[i - 1]! + pixels[i + 1]! + pixels[i - widthPx]! + pixels[i + widthPx]! - 4 * pixels[i]!;
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}
