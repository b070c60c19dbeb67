import { describe, expect, test } from 'vitest';
import { countSamples, gridOf, interpolate, meanOverSteps, pickSamples } from './grid.ts';

const oneEach = (...picks: number[]) => ({ first: Int32Array.from(picks), last: Int32Array.from(picks) });

describe('grid', () => {
  test('a span of whole periods ends at its end, whatever the jitter of its last row', () => {
    expect([...gridOf(0, 1e9, 4)]).toEqual([0, 250e6, 500e6, 750e6, 1e9]);
    expect(gridOf(0, 1e9 - 3e6, 30)).toHaveLength(31);
    expect(gridOf(0, 1e9 + 3e6, 30)).toHaveLength(31);
    expect(gridOf(7, 8, 30)).toHaveLength(1);
  });

  test('instants do not drift: the millionth is where the rate says', () => {
    expect(gridOf(0, 1e15 / 30, 30).at(-1)).toBe(Math.round(1e15 / 30));
  });
});

describe('samples at instants', () => {
  const samplesNs = [0, 10, 20, 40];
  const instantsNs = [0, 9, 15, 16, 39, 99];

  test('latest never looks ahead', () => {
    expect([...pickSamples(samplesNs, instantsNs, 'latest')]).toEqual([0, 0, 1, 1, 2, 3]);
  });

  test('nearest may, and keeps the earlier of two that are as close', () => {
    expect([...pickSamples(samplesNs, instantsNs, 'nearest')]).toEqual([0, 1, 1, 2, 3, 3]);
  });

  test('before the first sample it is the first', () => {
    expect([...pickSamples([5, 6], [0], 'latest')]).toEqual([0]);
  });

  test('what is shown twice and what is never shown is counted', () => {
    expect(countSamples(oneEach(0, 0, 3, 3, 3, 4), (sample) => sample)).toEqual({
      duplicated: 3,
      dropped: 2,
      interpolated: 0,
    });
  });

  test('a sample that several rows repeat is one sample', () => {
    const stamps = [100, 100, 200, 200, 300];
    expect(countSamples(oneEach(0, 1, 2, 4), (row) => stamps[row]!)).toEqual({
      duplicated: 1,
      dropped: 0,
      interpolated: 0,
    });
  });
});

describe('numbers between samples', () => {
  const values = Float32Array.of(0, 100, 1, 200, 3, 400);
  const samplesNs = [0, 10, 30];
  const itself = (sample: number) => sample;

  test('lie on the line between them, and are held outside', () => {
    const at = interpolate(values, 2, samplesNs, [-5, 0, 5, 10, 25, 30, 99]);
    expect([...at.values]).toEqual([0, 100, 0, 100, 0.5, 150, 1, 200, 2.5, 350, 3, 400, 3, 400]);
    expect(countSamples(at, itself)).toEqual({ duplicated: 2, dropped: 0, interpolated: 2 });
  });

  test('between two samples no instant repeats the other, and a sample with a part in one is shown', () => {
    expect(countSamples(interpolate(values, 2, samplesNs, [0, 2, 4, 29]), itself)).toEqual({
      duplicated: 0,
      dropped: 0,
      interpolated: 3,
    });
    expect(countSamples(interpolate(values, 2, [0, 10, 20], [0, 20]), itself)).toEqual({
      duplicated: 0,
      dropped: 1,
      interpolated: 0,
    });
  });

  test('actions are their mean over a step, each for as long as it held', () => {
    const mean = meanOverSteps(values, 2, samplesNs, [0, 20, 40]);
    // 10 of 0 and 10 of 1; 10 of 1 and 10 of 3.
    expect([...mean.values]).toEqual([0.5, 150, 2, 300]);
    expect(countSamples(mean, itself)).toEqual({ duplicated: 0, dropped: 0, interpolated: 2 });
  });

  test('every action of a slower grid is in a mean; a faster one repeats each', () => {
    const each = Float32Array.from({ length: 6 }, (_, index) => index);
    const everyTen = [0, 10, 20, 30, 40, 50];
    expect(countSamples(meanOverSteps(each, 1, everyTen, [0, 30, 60]), itself)).toEqual({
      duplicated: 0,
      dropped: 0,
      interpolated: 2,
    });
    expect(countSamples(meanOverSteps(each, 1, everyTen, [0, 5, 10, 15, 20]), itself)).toEqual({
      duplicated: 2,
      dropped: 0,
      interpolated: 0,
    });
  });
});
