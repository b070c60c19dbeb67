import { type Camera, IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX } from './camera.ts';
import { dim } from './colour.ts';
import { SHADOW_SHIFT, SHADOW_SIZE, TABLE_PLANE_M, TABLE_TEXTURE_PX, toTexel } from './table-plane.ts';

/** Samples a pixel and axis of a still view. */
const STILL_SAMPLES = 3;
const LAST_TEXEL = TABLE_TEXTURE_PX - 1;
/** Along a row, texels are counted in whole numbers of 1 / 65 536. */
const FIXED_BITS = 16;
const FIXED = 1 << FIXED_BITS;

/**
 * Table and floor for a moving camera. The camera is level, so a row of the image is a straight line on the
 * table at one depth, and texture and shadow run evenly along it.
 *
 * @param shadow darkness 0–255 of the table by shadow texel
 */
export function drawTable(pixels: Int32Array, camera: Camera, texture: Int32Array, shadow: Uint8Array): void {
  // Module constants are read anew each time they are used, locals are folded into the loop: twice as fast.
  const bits = FIXED_BITS;
  const shift = SHADOW_SHIFT;
  const textureWidth = TABLE_TEXTURE_PX;
  const shadowWidth = SHADOW_SIZE;
  for (let y = 0; y < IMAGE_HEIGHT_PX; y++) {
    const from = hitTable(camera, 0.5, y + 0.5);
    const to = hitTable(camera, IMAGE_WIDTH_PX - 0.5, y + 0.5);
    const uStart = toTexel(from.x);
    const vStart = toTexel(from.y);
    const uStep = (toTexel(to.x) - uStart) / (IMAGE_WIDTH_PX - 1);
    const vStep = (toTexel(to.y) - vStart) / (IMAGE_WIDTH_PX - 1);
    const start = y * IMAGE_WIDTH_PX;
    const end = start + IMAGE_WIDTH_PX;
    if (isOnPlane(from) && isOnPlane(to)) {
      let u = (uStart * FIXED) | 0;
      let v = (vStart * FIXED) | 0;
      const uFixedStep = (uStep * FIXED) | 0;
      const vFixedStep = (vStep * FIXED) | 0;
      for (let pixel = start; pixel < end; pixel++) {
        const column = u >> bits;
        const row = v >> bits;
        const dark = shadow[(row >> shift) * shadowWidth + (column >> shift)]!;
        pixels[pixel] = dim(texture[row * textureWidth + column]!, 256 - dark);
        u = (u + uFixedStep) | 0;
        v = (v + vFixedStep) | 0;
      }
    } else {
      for (let pixel = start; pixel < end; pixel++) {
        const u = clampTexel(uStart + (pixel - start) * uStep);
        const v = clampTexel(vStart + (pixel - start) * vStep);
        const dark = shadow[(v >> shift) * shadowWidth + (u >> shift)]!;
        pixels[pixel] = dim(texture[v * textureWidth + u]!, 256 - dark);
      }
    }
  }
}

/** Table and floor for a camera that stays where it is: drawn once with many samples, then only shadowed. */
export class StillTableView {
  readonly #pixels = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  readonly #shadowTexel = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);

  constructor(camera: Camera, texture: Int32Array) {
    for (let pixel = 0; pixel < this.#pixels.length; pixel++) {
      const column = pixel % IMAGE_WIDTH_PX;
      const row = Math.floor(pixel / IMAGE_WIDTH_PX);
      this.#pixels[pixel] = averageAround(camera, texture, column, row);
      const { x, y } = hitTable(camera, column + 0.5, row + 0.5);
      this.#shadowTexel[pixel] =
        (clampTexel(toTexel(y)) >> SHADOW_SHIFT) * SHADOW_SIZE + (clampTexel(toTexel(x)) >> SHADOW_SHIFT);
    }
  }

  draw(pixels: Int32Array, shadow: Uint8Array): void {
    const still = this.#pixels;
    const texels = this.#shadowTexel;
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const dark = shadow[texels[pixel]!]!;
      const colour = still[pixel]!;
      pixels[pixel] = dark === 0 ? colour : dim(colour, 256 - dark);
    }
  }
}

function averageAround(camera: Camera, texture: Int32Array, column: number, row: number): number {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < STILL_SAMPLES; i++) {
    for (let j = 0; j < STILL_SAMPLES; j++) {
      const { x, y } = hitTable(camera, column + (i + 0.5) / STILL_SAMPLES, row + (j + 0.5) / STILL_SAMPLES);
      const texel = texture[clampTexel(toTexel(y)) * TABLE_TEXTURE_PX + clampTexel(toTexel(x))]!;
      red += texel & 255;
      green += (texel >> 8) & 255;
      blue += (texel >> 16) & 255;
    }
  }
  const count = STILL_SAMPLES ** 2;
  return (red / count) | ((green / count) << 8) | ((blue / count) << 16);
}

/** Where the ray of an image point meets the table's plane; the camera must look down. */
function hitTable({ position, right, up, forward, focalPx }: Camera, column: number, row: number) {
  const aside = (column - IMAGE_WIDTH_PX / 2) / focalPx;
  const rise = (IMAGE_HEIGHT_PX / 2 - row) / focalPx;
  const distance = -position.z / (forward.z + rise * up.z);
  return {
    x: position.x + distance * (forward.x + aside * right.x + rise * up.x),
    y: position.y + distance * (forward.y + aside * right.y + rise * up.y),
  };
}

function isOnPlane({ x, y }: { x: number; y: number }): boolean {
  return Math.max(Math.abs(x), Math.abs(y)) < TABLE_PLANE_M / 2 - 0.01;
}

function clampTexel(coordinate: number): number {
  return Math.min(LAST_TEXEL, Math.max(0, coordinate)) | 0;
}
