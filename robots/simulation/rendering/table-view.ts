import { type Camera, IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX } from './camera.ts';
import { SHADOW_SHIFT, SHADOW_SIZE, TABLE_TEXTURE_PX, toTexel } from './table-plane.ts';

/** Samples a pixel and axis of a still view. */
const STILL_SAMPLES = 3;
const LAST_TEXEL = TABLE_TEXTURE_PX - 1;

/**
 * Table and floor for a moving camera. The camera is level, so a row of the image is a straight line on the
 * table at one depth, and texture and shadow run evenly along it.
 *
 * @param shadow darkness 0–255 of the table by shadow texel
 */
export function drawTable(
  pixels: Uint32Array,
  camera: Camera,
  texture: Uint32Array,
  shadow: Uint8Array,
): void {
  for (let y = 0; y < IMAGE_HEIGHT_PX; y++) {
    const from = hitTable(camera, 0.5, y + 0.5);
    const to = hitTable(camera, IMAGE_WIDTH_PX - 0.5, y + 0.5);
    let u = toTexel(from.x);
    let v = toTexel(from.y);
    const uStep = (toTexel(to.x) - u) / (IMAGE_WIDTH_PX - 1);
    const vStep = (toTexel(to.y) - v) / (IMAGE_WIDTH_PX - 1);
    const start = y * IMAGE_WIDTH_PX;
    const end = start + IMAGE_WIDTH_PX;
    const isWithin = isOnPlane(u, v) && isOnPlane(toTexel(to.x), toTexel(to.y));
    for (let pixel = start; pixel < end; pixel++) {
      const column = isWithin ? u | 0 : clampTexel(u);
      const row = isWithin ? v | 0 : clampTexel(v);
      const dark = shadow[(row >> SHADOW_SHIFT) * SHADOW_SIZE + (column >> SHADOW_SHIFT)]!;
      const colour = texture[row * TABLE_TEXTURE_PX + column]!;
      pixels[pixel] = dark === 0 ? colour : darken(colour, dark);
      u += uStep;
      v += vStep;
    }
  }
}

/** Table and floor for a camera that stays where it is: drawn once with many samples, then only shadowed. */
export class StillTableView {
  readonly #pixels = new Uint32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  readonly #shadowTexel = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);

  constructor(camera: Camera, texture: Uint32Array) {
    for (let pixel = 0; pixel < this.#pixels.length; pixel++) {
      const column = pixel % IMAGE_WIDTH_PX;
      const row = Math.floor(pixel / IMAGE_WIDTH_PX);
      this.#pixels[pixel] = averageAround(camera, texture, column, row);
      const { x, y } = hitTable(camera, column + 0.5, row + 0.5);
      this.#shadowTexel[pixel] =
        (clampTexel(toTexel(y)) >> SHADOW_SHIFT) * SHADOW_SIZE + (clampTexel(toTexel(x)) >> SHADOW_SHIFT);
    }
  }

  draw(pixels: Uint32Array, shadow: Uint8Array): void {
    const still = this.#pixels;
    const texels = this.#shadowTexel;
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const dark = shadow[texels[pixel]!]!;
      const colour = still[pixel]!;
      pixels[pixel] = dark === 0 ? colour : darken(colour, dark);
    }
  }
}

function averageAround(camera: Camera, texture: Uint32Array, column: number, row: number): number {
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

function isOnPlane(u: number, v: number): boolean {
  return u >= 0 && v >= 0 && u < LAST_TEXEL && v < LAST_TEXEL;
}

function clampTexel(coordinate: number): number {
  return Math.min(LAST_TEXEL, Math.max(0, coordinate)) | 0;
}

function darken(colour: number, dark: number): number {
  const light = 256 - dark;
  // Red and blue together: their products do not meet.
  return ((((colour & 0xff00ff) * light) >>> 8) & 0xff00ff) | ((((colour & 0xff00) * light) >>> 8) & 0xff00);
}
