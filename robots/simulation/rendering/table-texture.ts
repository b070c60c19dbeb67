import { mix, scale } from './colour.ts';
import type { Look } from './look.ts';
import { noiseAt, smoothNoise } from './noise.ts';

import { TABLE_TEXTURE_PX, toMetres } from './table-plane.ts';

const TABLE_HALF_M = { x: 0.5, y: 0.42 };

const GRID_M = 0.05;
const GRID_LINE_M = 0.0022;
const FRAME_M = { x: 0.3, y: 0.25 };

/** The table seen from above with the floor around it: RGBX texels, row 0 at the smallest y. */
export function paintTable(look: Look): Int32Array {
  const texture = new Int32Array(TABLE_TEXTURE_PX ** 2);
  const { base, line } = look.table;
  const edge = scale(base, 0.7);
  for (let row = 0; row < TABLE_TEXTURE_PX; row++) {
    const y = toMetres(row);
    const isGridRow = isOnGrid(y);
    for (let column = 0; column < TABLE_TEXTURE_PX; column++) {
      const x = toMetres(column);
      const beyond = Math.max(Math.abs(x) - TABLE_HALF_M.x, Math.abs(y) - TABLE_HALF_M.y);
      let colour = base;
      let brightness = 1;
      if (beyond > 0) {
        colour = look.floor;
        // The table's own shadow on the floor sets it off.
        brightness = 0.6 + 0.4 * Math.min(1, beyond / 0.1);
      } else {
        brightness = grain(look, x, y, column, row);
        const isFrame =
          isNear(Math.abs(x), FRAME_M.x, Math.abs(y) < FRAME_M.y) ||
          isNear(Math.abs(y), FRAME_M.y, Math.abs(x) < FRAME_M.x);
        if (isFrame) colour = mix(base, line, 0.9);
        else if (isGridRow || isOnGrid(x)) colour = mix(base, line, 0.45);
        if (beyond > -0.008) colour = edge;
        brightness *= 1 - 0.22 * (x * x + y * y) * 2.2;
      }
      texture[row * TABLE_TEXTURE_PX + column] = packScaled(colour.r, colour.g, colour.b, brightness);
    }
  }
  return texture;
}

function grain({ table, seed }: Look, x: number, y: number, column: number, row: number): number {
  switch (table.surface) {
    case 'wood': {
      const plank = Math.floor((y + 2) / 0.12);
      const drift = smoothNoise(x * 5 + plank * 7, y * 20, seed);
      const rings = Math.sin((y * 130 + drift * 9) * (1 + 0.15 * noiseAt(plank, 1, seed)));
      const gap = ((y + 2) / 0.12) % 1 < 0.02 ? 0.75 : 1;
      return (
        gap *
        (0.93 +
          0.06 * rings +
          0.1 * (noiseAt(plank, 0, seed) - 0.5) +
          0.05 * (noiseAt(column >> 2, row, seed) - 0.5))
      );
    }
    case 'mat':
      return 0.97 + 0.06 * (noiseAt(column, row, seed) - 0.5);
    case 'linen': {
      const threads = 0.05 * (noiseAt(column, 0, seed) + noiseAt(0, row, seed) - 1);
      return 0.97 + threads + 0.05 * (smoothNoise(x * 30, y * 30, seed) - 0.5);
    }
    case 'stone':
      return (
        0.95 +
        0.16 * (smoothNoise(x * 18, y * 18, seed) - 0.5) +
        0.12 * (smoothNoise(x * 90, y * 90, seed + 1) - 0.5)
      );
  }
}

function isOnGrid(metres: number): boolean {
  const cell = metres / GRID_M;
  return Math.abs(cell - Math.round(cell)) * GRID_M < GRID_LINE_M / 2;
}

function isNear(value: number, line: number, isWithin: boolean): boolean {
  return isWithin && Math.abs(value - line) < GRID_LINE_M;
}

function packScaled(r: number, g: number, b: number, brightness: number): number {
  const scaled = 255 * brightness;
  return Math.min(255, r * scaled) | (Math.min(255, g * scaled) << 8) | (Math.min(255, b * scaled) << 16);
}
