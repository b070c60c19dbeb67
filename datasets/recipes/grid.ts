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

/** Numbers on the line between the samples around each instant; outside of all samples, the nearest one. */
export function interpolate(
  values: Float32Array,
  width: number,
  sampleNs: ArrayLike<number>,
  instantsNs: ArrayLike<number>,
): { values: Float32Array; interpolated: number } {
  const result = new Float32Array(instantsNs.length * width);
  const before = pickSamples(sampleNs, instantsNs, 'latest');
  let interpolated = 0;
  before.forEach((low, row) => {
    const high = Math.min(low + 1, sampleNs.length - 1);
    const span = sampleNs[high]! - sampleNs[low]!;
    const share = span > 0 ? Math.min(1, Math.max(0, (instantsNs[row]! - sampleNs[low]!) / span)) : 0;
    if (share > 0 && share < 1) interpolated += 1;
    for (let index = 0; index < width; index += 1) {
      const from = values[low * width + index]!;
      const to = values[high * width + index]!;
      // Not `from + share · (to − from)`: at share 1 that may miss `to` by a rounding.
      result[row * width + index] = from * (1 - share) + to * share;
    }
  });
  return { values: result, interpolated };
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
): { values: Float32Array; interpolated: number } {
  const steps = instantsNs.length - 1;
  const result = new Float32Array(steps * width);
  const first = pickSamples(sampleNs, instantsNs, 'latest');
  let interpolated = 0;
  for (let step = 0; step < steps; step += 1) {
    const startNs = instantsNs[step]!;
    const endNs = instantsNs[step + 1]!;
    const mean = new Float64Array(width);
    let parts = 0;
    for (let sample = first[step]!; sample < sampleNs.length; sample += 1) {
      const fromNs = sample === first[step] ? startNs : sampleNs[sample]!;
      if (fromNs >= endNs) break;
      const untilNs = sample + 1 < sampleNs.length ? Math.min(endNs, sampleNs[sample + 1]!) : endNs;
      const share = (untilNs - fromNs) / (endNs - startNs);
      for (let index = 0; index < width; index += 1) mean[index]! += share * values[sample * width + index]!;
      parts += 1;
    }
    if (parts > 1) interpolated += 1;
    result.set(mean, step * width);
  }
  return { values: result, interpolated };
}

/** Count what became of samples; `identity` tells one sample from the next, such as a picture's stamp. */
export function countSamples(
  picks: Int32Array,
  identity: (sample: number) => number,
  interpolated = 0,
): SampleCounts {
  let duplicated = 0;
  const shown = new Set<number>();
  picks.forEach((sample, row) => {
    const id = identity(sample);
    if (row > 0 && identity(picks[row - 1]!) === id) duplicated += 1;
    shown.add(id);
  });
  const passed = new Set<number>();
  for (let sample = picks[0]!; sample <= picks.at(-1)!; sample += 1) passed.add(identity(sample));
  return { duplicated, dropped: passed.size - shown.size, interpolated };
}
