const QUANTILES = { q01: 0.01, q10: 0.1, q50: 0.5, q90: 0.9, q99: 0.99 } as const;

type Quantile = keyof typeof QUANTILES;

/** Of each quantity of a feature, over its rows; `std` is that of the population. */
export type Statistics = Record<'min' | 'max' | 'mean' | 'std' | Quantile, number[]> & { count: [number] };

/** @param values rows of `width` numbers */
export function statisticsOf(values: ArrayLike<number>, width: number): Statistics {
  const rows = values.length / width;
  const columns = Array.from({ length: width }, (_, index) => {
    const column = Float64Array.from({ length: rows }, (_, row) => values[row * width + index]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    return { sorted: column.sort(), mean, std: Math.sqrt(variance) };
  });
  const quantile = (share: number) => columns.map(({ sorted }) => quantileOf(sorted, share));
  return {
    min: columns.map(({ sorted }) => sorted[0]!),
    max: columns.map(({ sorted }) => sorted.at(-1)!),
    mean: columns.map(({ mean }) => mean),
    std: columns.map(({ std }) => std),
    q01: quantile(QUANTILES.q01),
    q10: quantile(QUANTILES.q10),
    q50: quantile(QUANTILES.q50),
    q90: quantile(QUANTILES.q90),
    q99: quantile(QUANTILES.q99),
    count: [rows],
  };
}

/**
 * Those of episodes put together, as LeRobot does: mean and deviation are pooled, quantiles are an envelope.
 */
export function pooled(parts: readonly Statistics[]): Statistics {
  const total = parts.reduce((sum, { count }) => sum + count[0], 0);
  const width = parts[0]!.mean.length;
  const each = (make: (index: number) => number) => Array.from({ length: width }, (_, index) => make(index));
  const least = (key: 'min' | Quantile) => each((i) => Math.min(...parts.map((part) => part[key][i]!)));
  const most = (key: 'max' | Quantile) => each((i) => Math.max(...parts.map((part) => part[key][i]!)));
  const mean = each((i) => parts.reduce((sum, part) => sum + part.mean[i]! * part.count[0], 0) / total);
  const std = each((i) =>
    Math.sqrt(
      parts.reduce(
        (sum, part) => sum + part.count[0] * (part.std[i]! ** 2 + (part.mean[i]! - mean[i]!) ** 2),
        0,
      ) / total,
    ),
  );
  return {
    min: least('min'),
    max: most('max'),
    mean,
    std,
    q01: least('q01'),
    q10: least('q10'),
    q50: least('q50'),
    q90: most('q90'),
    q99: most('q99'),
    count: [total],
  };
}

/** Linear between the two closest ranks. */
function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** How many of a trajectory's pictures LeRobot takes statistics of: `length^0.75`, at least 100. */
function sampleCount(length: number): number {
  return Math.min(length, Math.max(100, Math.min(Math.floor(length ** 0.75), 10_000)));
}

/** Which of a trajectory's pictures LeRobot takes statistics of, evenly spaced. */
export function sampledFrames(length: number): number[] {
  const count = sampleCount(length);
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, k) => Math.round((k * (length - 1)) / (count - 1)));
}

/** {@link sampledFrames} as an expression of ffmpeg in the frame's number `n`. */
export function sampledExpression(length: number): string {
  const count = sampleCount(length);
  if (count === length) return '1';
  const step = `${length - 1}/${count - 1}`;
  return `eq(n,round(round(n/(${step}))*${step}))`;
}

/** Every how many-th pixel of a row, and row, large pictures are thinned to: about 150 on their longer side. */
export function thinning(widthPx: number, heightPx: number): number {
  const longest = Math.max(widthPx, heightPx);
  return longest < 300 ? 1 : Math.floor(longest / 150);
}

/** How often each value of each channel was seen: all that statistics of pixels need, whatever their number. */
export class PixelTally {
  readonly #seen = [0, 1, 2].map(() => new Float64Array(256));
  #frames = 0;

  /** @param rgb a picture, of which every `stride`-th pixel counts */
  add(rgb: Uint8Array, widthPx: number, heightPx: number, stride: number): void {
    for (let y = 0; y < heightPx; y += stride) {
      for (let x = 0; x < widthPx; x += stride) {
        const at = (y * widthPx + x) * 3;
        for (let channel = 0; channel < 3; channel += 1) this.#seen[channel]![rgb[at + channel]!]! += 1;
      }
    }
    this.#frames += 1;
  }

  /** Of R, G and B in 0 … 1; `count` is the number of pictures. */
  statistics(): Statistics {
    const channels = this.#seen.map(channelStatistics);
    const each = (key: keyof (typeof channels)[number]) => channels.map((channel) => channel[key]);
    return {
      min: each('min'),
      max: each('max'),
      mean: each('mean'),
      std: each('std'),
      q01: each('q01'),
      q10: each('q10'),
      q50: each('q50'),
      q90: each('q90'),
      q99: each('q99'),
      count: [this.#frames],
    };
  }
}

function channelStatistics(seen: Float64Array): Record<'min' | 'max' | 'mean' | 'std' | Quantile, number> {
  const total = seen.reduce((sum, count) => sum + count, 0);
  const mean = seen.reduce((sum, count, value) => sum + count * value, 0) / total;
  const variance = seen.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / total;
  const quantile = (share: number) => {
    let below = 0;
    for (let value = 0; value < 256; value += 1) {
      below += seen[value]!;
      if (below > share * (total - 1)) return value / 255;
    }
    return 1;
  };
  return {
    min: seen.findIndex((count) => count > 0) / 255,
    max: seen.findLastIndex((count) => count > 0) / 255,
    mean: mean / 255,
    std: Math.sqrt(variance) / 255,
    q01: quantile(QUANTILES.q01),
    q10: quantile(QUANTILES.q10),
    q50: quantile(QUANTILES.q50),
    q90: quantile(QUANTILES.q90),
    q99: quantile(QUANTILES.q99),
  };
}
