import { expect, it } from 'vitest';
import { Shrinker } from './shrink.ts';

const red = (value: number): number => value | (10 << 8) | (200 << 16);

it('takes the mean over the area of each pixel, in sides that do not divide', () => {
  // 4 × 3 to 2 × 2: a pixel covers two columns and one and a half rows.
  const pixels = Int32Array.from([0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220], red);
  const small = new Shrinker(4, 3, 2).shrink(pixels);
  const reds = [0, 1, 2, 3].map((pixel) => small[3 * pixel]);
  expect(reds).toEqual([
    Math.round((10 + 90 / 2) / 1.5),
    Math.round((50 + 130 / 2) / 1.5),
    Math.round((170 + 90 / 2) / 1.5),
    Math.round((210 + 130 / 2) / 1.5),
  ]);
});

it('leaves an even colour as it is', () => {
  const small = new Shrinker(320, 240, 64).shrink(new Int32Array(320 * 240).fill(red(93)));
  expect(small.length).toBe(64 * 64 * 3);
  for (let i = 0; i < small.length; i += 3) expect([...small.slice(i, i + 3)]).toEqual([93, 10, 200]);
});
