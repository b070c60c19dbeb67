import {
  distanceToCollar,
  distanceToOutline,
  SHIRT_HEIGHT_M,
  SHIRT_WIDTH_M,
} from '../cloth/shirt-pattern.ts';
import { type Colour, mix, pack, scale } from './colour.ts';
import type { Look } from './look.ts';
import { noiseAt } from './noise.ts';
import { TEXTURE_WIDTH_PX } from './rasteriser.ts';

const SHIRT_TEXTURE_PX = TEXTURE_WIDTH_PX;
/** Metres of fabric across the texture; the pattern's origin is its middle. */
const SHIRT_TEXTURE_M = Math.max(SHIRT_WIDTH_M, SHIRT_HEIGHT_M) + 0.04;

const COLLAR_BAND_M = 0.021;
const HEM_M = 0.012;
const STITCH_M = 0.0025;
/** Full light shows the fabric at this share of its texture, so that ridges can be brighter. */
export const EXPOSURE = 0.8;

export interface ShirtTexture {
  outside: Int32Array;
  inside: Int32Array;
}

/** Distances from collar and rim at each texel: they belong to the pattern, so they are measured once. */
const distances = measureDistances();

/** Paints both sides of the fabric: print and collar outside, a paler ground and the collar inside. */
export function paintShirt({ shirt, seed }: Look): ShirtTexture {
  const outside = new Int32Array(SHIRT_TEXTURE_PX ** 2);
  const inside = new Int32Array(SHIRT_TEXTURE_PX ** 2);
  const grey: Colour = { r: 0.62, g: 0.62, b: 0.62 };
  const ground = mix(shirt.base, grey, 0.35);
  for (let row = 0; row < SHIRT_TEXTURE_PX; row++) {
    for (let column = 0; column < SHIRT_TEXTURE_PX; column++) {
      const texel = row * SHIRT_TEXTURE_PX + column;
      const u = texelToM(column);
      const v = texelToM(row);
      const collarM = distances.collar[texel]!;
      const rimM = distances.rim[texel]!;
      const weave = 1 + 0.07 * (noiseAt(column, row, seed) - 0.5);
      const isBand = collarM < COLLAR_BAND_M;
      const isStitch =
        Math.abs(collarM - COLLAR_BAND_M) < STITCH_M || (!isBand && Math.abs(rimM - HEM_M) < STITCH_M / 2);
      const brightness = ((isStitch ? 0.72 : 1) * weave) / EXPOSURE;
      const outer = isBand ? shirt.collar : print(shirt, u, v);
      const inner = isBand ? scale(shirt.collar, 0.9) : ground;
      outside[texel] = pack(scale(outer, brightness));
      inside[texel] = pack(scale(inner, brightness));
    }
  }
  return { outside, inside };
}

/** Texture coordinate, in texels, of a place in the pattern. */
export function shirtTexel(metres: number): number {
  return (metres / SHIRT_TEXTURE_M + 0.5) * SHIRT_TEXTURE_PX;
}

function print({ pattern, base, accent, periodM }: Look['shirt'], u: number, v: number): Colour {
  switch (pattern) {
    case 'plain':
      return base;
    case 'stripes':
      return modulo(v, periodM) < 0.35 * periodM ? accent : base;
    case 'dots': {
      const isOddRow = Math.floor(v / periodM) % 2 !== 0;
      const du = modulo(u + (isOddRow ? periodM / 2 : 0), periodM) - periodM / 2;
      const dv = modulo(v, periodM) - periodM / 2;
      return Math.hypot(du, dv) < 0.24 * periodM ? accent : base;
    }
    case 'blocks':
      return v < 0 ? accent : base;
    case 'checks': {
      const rows = modulo(v, periodM) < periodM / 3 ? 0.5 : 0;
      const columns = modulo(u, periodM) < periodM / 3 ? 0.5 : 0;
      return mix(base, accent, rows + columns);
    }
  }
}

function measureDistances() {
  const collar = new Float64Array(SHIRT_TEXTURE_PX ** 2);
  const rim = new Float64Array(SHIRT_TEXTURE_PX ** 2);
  for (let texel = 0; texel < collar.length; texel++) {
    const u = texelToM(texel % SHIRT_TEXTURE_PX);
    const v = texelToM(Math.floor(texel / SHIRT_TEXTURE_PX));
    collar[texel] = distanceToCollar(u, v);
    rim[texel] = distanceToOutline(u, v);
  }
  return { collar, rim };
}

function texelToM(texel: number): number {
  return ((texel + 0.5) / SHIRT_TEXTURE_PX - 0.5) * SHIRT_TEXTURE_M;
}

function modulo(value: number, period: number): number {
  return value - Math.floor(value / period) * period;
}
