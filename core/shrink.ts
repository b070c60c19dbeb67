/** How much each source sample counts in each of `to` means over equal stretches of `from` samples. */
interface Shares {
  start: Int32Array;
  weights: Float64Array[];
}

/**
 * Makes pictures smaller by the mean over the area of each new pixel, as Pillow's `BOX` filter does; the sides
 * need not stay in proportion.
 */
export class Shrinker {
  readonly #fromWidthPx: number;
  readonly sizePx: number;
  readonly #columns: Shares;
  readonly #rows: Shares;

  constructor(fromWidthPx: number, fromHeightPx: number, sizePx: number) {
    this.#fromWidthPx = fromWidthPx;
    this.sizePx = sizePx;
    this.#columns = sharesOf(fromWidthPx, sizePx);
    this.#rows = sharesOf(fromHeightPx, sizePx);
  }

  /** @param pixels RGBX, red in the lowest byte @returns RGB, three bytes a pixel */
  shrink(pixels: Int32Array): Uint8Array {
    const size = this.sizePx;
    const out = new Uint8Array(3 * size * size);
    const sums = new Float64Array(3 * size);
    for (let row = 0; row < size; row++) {
      const weights = this.#rows.weights[row]!;
      const top = this.#rows.start[row]!;
      sums.fill(0);
      for (let i = 0; i < weights.length; i++) this.#addLine(pixels, top + i, weights[i]!, sums);
      for (let i = 0; i < sums.length; i++) out[3 * row * size + i] = Math.round(sums[i]!);
    }
    return out;
  }

  #addLine(pixels: Int32Array, row: number, rowWeight: number, sums: Float64Array): void {
    const { start, weights } = this.#columns;
    const line = row * this.#fromWidthPx;
    for (let column = 0; column < weights.length; column++) {
      const shares = weights[column]!;
      const left = line + start[column]!;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = 0; j < shares.length; j++) {
        const share = shares[j]!;
        const pixel = pixels[left + j]!;
        red += share * (pixel & 255);
        green += share * ((pixel >> 8) & 255);
        blue += share * ((pixel >> 16) & 255);
      }
      sums[3 * column]! += rowWeight * red;
      sums[3 * column + 1]! += rowWeight * green;
      sums[3 * column + 2]! += rowWeight * blue;
    }
  }
}

function sharesOf(from: number, to: number): Shares {
  const step = from / to;
  const start = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, index) => {
    const begin = index * step;
    const end = begin + step;
    start[index] = Math.floor(begin);
    const count = Math.ceil(end - 1e-9) - start[index]!;
    return Float64Array.from({ length: count }, (_, offset) => {
      const sample = start[index]! + offset;
      return (Math.min(end, sample + 1) - Math.max(begin, sample)) / step;
    });
  });
  return { start, weights };
}
