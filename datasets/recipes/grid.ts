import { orientationBetween, type Quaternion } from './quaternions.ts';
import type { Recipe } from './recipe.ts';
import type { SampleCounts } from './trajectory.ts';

type Method = Recipe['resample']['method'];

/** T + 1 instants at equal distances from `startNs`, T being the whole number of periods closest to the span. */
export function gridOf(startNs: number, endNs: number, hz: number): Float64Array {
  const steps = Math.round(((endNs - startNs) * hz) / 1e9);
  return Float64Array.from({ length: steps + 1 }, (_, step) => startNs + Math.round((step * 1e9) / hz));
}

/**
 * The sample that each instant shows. Before the first sample it is the first.
 *
 * @param sampleNs when samples were made, never falling
 * @param instantsNs rising
 */
export function pickSamples(
  sampleNs: ArrayLike<number>,
  instantsNs: ArrayLike<number>,
  method: Method,
): Int32Array {
  let at = 0;
  return Int32Array.from(instantsNs as ArrayLike<number>, (instantNs) => {
    while (at + 1 < sampleNs.length && sampleNs[at + 1]! <= instantNs) at += 1;
    if (method === 'latest' || at + 1 === sampleNs.length) return at;
    return sampleNs[at + 1]! - instantNs < instantNs - sampleNs[at]! ? at + 1 : at;
  });
}

/** Values at instants, and which samples each was made of: all from `first` to `last`, which may be one. */
export interface Sampled {
  values: Float32Array;
  first: Int32Array;
  last: Int32Array;
}

/** The rows of one sample at each instant. */
export function takeSamples(values: Float32Array, width: number, picks: Int32Array): Sampled {
  const taken = new Float32Array(picks.length * width);
  picks.forEach((row, index) => {
    taken.set(values.subarray(row * width, (row + 1) * width), index * width);
  });
  return { values: taken, first: picks, last: picks };
}

/**
 * Numbers on the line between the samples around each instant; outside of all samples, the nearest one. Orientations
 * stay such.
 */
export function interpolate(
  values: Float32Array,
  width: number,
  sampleNs: ArrayLike<number>,
  instantsNs: ArrayLike<number>,
  quaternions: readonly Quaternion[] = [],
): Sampled {
  const result = new Float32Array(instantsNs.length * width);
  const first = pickSamples(sampleNs, instantsNs, 'latest');
  const last = first.slice();
  first.forEach((low, row) => {
    const high = Math.min(low + 1, sampleNs.length - 1);
    const span = sampleNs[high]! - sampleNs[low]!;
    const share = span > 0 ? Math.min(1, Math.max(0, (instantsNs[row]! - sampleNs[low]!) / span)) : 0;
    for (let index = 0; index < width; index += 1) {
      const from = values[low * width + index]!;
      const to = values[high * width + index]!;
      // Not `from + share · (to − from)`: at share 1 that may miss `to` by a rounding.
      result[row * width + index] = from * (1 - share) + to * share;
    }
    if (share === 0) return;
    last[row] = high;
    for (const parts of quaternions) {
      const between = orientationBetween(values, parts, low * width, high * width, share);
      between?.forEach((value, index) => {
        result[row * width + parts[index]!] = value;
      });
    }
  });
  return { values: result, first, last };
}

/**
 * The mean over each step of values that hold from their sample until the next one.
 *
 * @returns T rows for T + 1 instants
 */
export function meanOverSteps(
  values: Float32Array,
  width: number,
  sampleNs: ArrayLike<number>,
  instantsNs: ArrayLike<number>,
): Sampled {
  const steps = instantsNs.length - 1;
  const result = new Float32Array(steps * width);
  const first = pickSamples(sampleNs, instantsNs, 'latest').subarray(0, steps);
  const last = first.slice();
  for (let step = 0; step < steps; step += 1) {
    const startNs = instantsNs[step]!;
    const endNs = instantsNs[step + 1]!;
    const mean = new Float64Array(width);
    for (let sample = first[step]!; sample < sampleNs.length; sample += 1) {
      const fromNs = sample === first[step] ? startNs : sampleNs[sample]!;
      if (fromNs >= endNs) break;
      const untilNs = sample + 1 < sampleNs.length ? Math.min(endNs, sampleNs[sample + 1]!) : endNs;
      const share = (untilNs - fromNs) / (endNs - startNs);
      for (let index = 0; index < width; index += 1) mean[index]! += share * values[sample * width + index]!;
      last[step] = sample;
    }
    result.set(mean, step * width);
  }
  return { values: result, first, last };
}

/** Count what became of samples; `identity` tells one sample from the next, such as a picture's stamp. */
export function countSamples(
  { first, last }: Pick<Sampled, 'first' | 'last'>,
  identity: (sample: number) => number,
): SampleCounts {
  let duplicated = 0;
  let interpolated = 0;
  const shown = new Set<number>();
  first.forEach((low, row) => {
    const high = last[row]!;
    for (let sample = low; sample <= high; sample += 1) shown.add(identity(sample));
    const id = identity(low);
    const isOf = (sample: number | undefined) => sample !== undefined && identity(sample) === id;
    if (!isOf(high)) interpolated += 1;
    else if (isOf(first[row - 1]) && isOf(last[row - 1])) duplicated += 1;
  });
  const passed = new Set<number>();
  for (let sample = first[0]!; sample <= last.at(-1)!; sample += 1) passed.add(identity(sample));
  return { duplicated, dropped: passed.size - shown.size, interpolated };
}
