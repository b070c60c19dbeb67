import type { Box } from './blur.ts';
import { type Camera, createProjected, IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX, project } from './camera.ts';
import { dim } from './colour.ts';
import {
  SHADOW_SHIFT,
  SHADOW_SIZE,
  SHADOW_TEXELS_PER_M,
  TABLE_PLANE_M,
  TABLE_TEXTURE_PX,
  toTexel,
} from './table-plane.ts';

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
  readonly #camera: Camera;
  readonly #pixels = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  readonly #shadowTexel = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  readonly #corners = createProjected(4);

  constructor(camera: Camera, texture: Int32Array) {
    this.#camera = camera;
    for (let pixel = 0; pixel < this.#pixels.length; pixel++) {
      const column = pixel % IMAGE_WIDTH_PX;
      const row = Math.floor(pixel / IMAGE_WIDTH_PX);
      this.#pixels[pixel] = averageAround(camera, texture, column, row);
      const { x, y } = hitTable(camera, column + 0.5, row + 0.5);
      this.#shadowTexel[pixel] =
        (clampTexel(toTexel(y)) >> SHADOW_SHIFT) * SHADOW_SIZE + (clampTexel(toTexel(x)) >> SHADOW_SHIFT);
    }
  }

  /** Fills the image. @param boxes outside of these texels there is no shadow */
  draw(pixels: Int32Array, shadow: Uint8Array, boxes: readonly Box[]): void {
    const still = this.#pixels;
    const texels = this.#shadowTexel;
    pixels.set(still);
    for (const box of boxes) {
      const { left, right, top, bottom } = this.#boxInImage(box);
      for (let row = top; row <= bottom; row++) {
        const end = row * IMAGE_WIDTH_PX + right;
        for (let pixel = row * IMAGE_WIDTH_PX + left; pixel <= end; pixel++) {
          // From the still colour, so that where boxes overlap nothing is darkened twice.
          pixels[pixel] = dim(still[pixel]!, 256 - shadow[texels[pixel]!]!);
        }
      }
    }
  }

  #boxInImage({ left, right, top, bottom }: Box): Box {
    const [west, east] = [toPlane(left), toPlane(right + 1)];
    const [south, north] = [toPlane(top), toPlane(bottom + 1)];
    const { x, y } = this.#corners;
    project(
      this.#camera,
      Float64Array.of(west, south, 0, east, south, 0, west, north, 0, east, north, 0),
      this.#corners,
    );
    return {
      left: Math.max(0, Math.floor(Math.min(...x))),
      right: Math.min(IMAGE_WIDTH_PX - 1, Math.ceil(Math.max(...x))),
      top: Math.max(0, Math.floor(Math.min(...y))),
      bottom: Math.min(IMAGE_HEIGHT_PX - 1, Math.ceil(Math.max(...y))),
    };
  }
}

/** Metres along either axis at the beginning of a shadow texel. */
function toPlane(shadowTexel: number): number {
  return shadowTexel / SHADOW_TEXELS_PER_M - TABLE_PLANE_M / 2;
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
