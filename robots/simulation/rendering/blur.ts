import { SHADOW_SIZE } from './table-plane.ts';

/** A part of the shadow map; bounds are included, and an empty box ends before it begins. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const EMPTY_BOX: Box = { left: 0, right: -1, top: 0, bottom: -1 };

export function grow({ left, right, top, bottom }: Box, texels: number): Box {
  if (right < left || bottom < top) return EMPTY_BOX;
  return {
    left: Math.max(0, left - texels),
    right: Math.min(SHADOW_SIZE - 1, right + texels),
    top: Math.max(0, top - texels),
    bottom: Math.min(SHADOW_SIZE - 1, bottom + texels),
  };
}

export function clear(map: Uint8Array | Float32Array, { left, right, top, bottom }: Box): void {
  for (let row = top; row <= bottom; row++)
    map.fill(0, row * SHADOW_SIZE + left, row * SHADOW_SIZE + right + 1);
}

/** A box blur along rows and columns, twice: close to a Gaussian. Works within the box only. */
export function blur(map: Uint8Array, scratch: Uint8Array, box: Box, radius: number): void {
  const width = box.right - box.left + 1;
  const height = box.bottom - box.top + 1;
  for (let pass = 0; pass < 2; pass++) {
    for (let row = box.top; row <= box.bottom; row++) {
      blurLine(map, scratch, row * SHADOW_SIZE + box.left, 1, width, radius);
    }
    for (let column = box.left; column <= box.right; column++) {
      blurLine(scratch, map, box.top * SHADOW_SIZE + column, SHADOW_SIZE, height, radius);
    }
  }
}

function blurLine(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  const scale = 1 / (2 * radius + 1);
  let sum = 0;
  for (let i = 0; i < Math.min(radius, length); i++) sum += from[start + i * stride]!;
  for (let i = 0; i < length; i++) {
    if (i + radius < length) sum += from[start + (i + radius) * stride]!;
    to[start + i * stride] = sum * scale;
    if (i >= radius) sum -= from[start + (i - radius) * stride]!;
  }
}
