import { type Camera, IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX } from './camera.ts';
import { OUTSIDE_TEXEL, SHADOW_SIZE, type ShadowMap } from './shadow-map.ts';
import { TABLE_TEXTURE_M, TABLE_TEXTURE_PX } from './table-texture.ts';

/** Samples a pixel and axis of a still view. */
const STILL_SAMPLES = 3;
const TEXELS_PER_M = TABLE_TEXTURE_PX / TABLE_TEXTURE_M;

/**
 * Table and floor for a moving camera. The camera is level, so a row of the image is a straight line on the
 * table at one depth, and texture and shadow run evenly along it.
 */
export function drawTable(
  pixels: Uint32Array,
  camera: Camera,
  texture: Uint32Array,
  shadows: ShadowMap,
): void {
  const { position, right, up, forward, focalPx } = camera;
  for (let y = 0; y < IMAGE_HEIGHT_PX; y++) {
    const rise = (IMAGE_HEIGHT_PX / 2 - y - 0.5) / focalPx;
    const distance = -position.z / (forward.z + rise * up.z);
    const stepX = (distance * right.x) / focalPx;
    const stepY = (distance * right.y) / focalPx;
    const startX = position.x + distance * (forward.x + rise * up.x) - (IMAGE_WIDTH_PX / 2 - 0.5) * stepX;
    const startY = position.y + distance * (forward.y + rise * up.y) - (IMAGE_WIDTH_PX / 2 - 0.5) * stepY;
    let u = (startX + TABLE_TEXTURE_M / 2) * TEXELS_PER_M;
    let v = (startY + TABLE_TEXTURE_M / 2) * TEXELS_PER_M;
    let column = shadows.column(startX, 0);
    let row = shadows.row(startY, 0);
    const uStep = stepX * TEXELS_PER_M;
    const vStep = stepY * TEXELS_PER_M;
    const columnStep = shadows.column(startX + stepX, 0) - column;
    const rowStep = shadows.row(startY + stepY, 0) - row;
    const end = (y + 1) * IMAGE_WIDTH_PX;
    for (let pixel = end - IMAGE_WIDTH_PX; pixel < end; pixel++) {
      const texel = texture[clampTexel(v) * TABLE_TEXTURE_PX + clampTexel(u)]!;
      const isOnMap = column >= 0 && row >= 0 && column < SHADOW_SIZE && row < SHADOW_SIZE;
      const dark = isOnMap ? shadows.table[(row | 0) * SHADOW_SIZE + (column | 0)]! : 0;
      pixels[pixel] = dark === 0 ? texel : darken(texel, dark);
      u += uStep;
      v += vStep;
      column += columnStep;
      row += rowStep;
    }
  }
}

/** Table and floor for a camera that stays where it is: drawn once with many samples, then only shadowed. */
export class StillTableView {
  readonly #pixels = new Uint32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  readonly #shadowTexel = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);

  constructor(camera: Camera, texture: Uint32Array, shadows: ShadowMap) {
    for (let pixel = 0; pixel < this.#pixels.length; pixel++) {
      const column = pixel % IMAGE_WIDTH_PX;
      const row = Math.floor(pixel / IMAGE_WIDTH_PX);
      this.#pixels[pixel] = averageAround(camera, texture, column, row);
      const { x, y } = hitTable(camera, column + 0.5, row + 0.5);
      const shadowColumn = Math.floor(shadows.column(x, 0));
      const shadowRow = Math.floor(shadows.row(y, 0));
      const isOnMap =
        shadowColumn >= 0 && shadowRow >= 0 && shadowColumn < SHADOW_SIZE && shadowRow < SHADOW_SIZE;
      this.#shadowTexel[pixel] = isOnMap ? shadowRow * SHADOW_SIZE + shadowColumn : OUTSIDE_TEXEL;
    }
  }

  draw(pixels: Uint32Array, shadows: ShadowMap): void {
    const shade = shadows.table;
    const texels = this.#shadowTexel;
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const dark = shade[texels[pixel]!]!;
      const colour = this.#pixels[pixel]!;
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
      const u = clampTexel((x + TABLE_TEXTURE_M / 2) * TEXELS_PER_M);
      const v = clampTexel((y + TABLE_TEXTURE_M / 2) * TEXELS_PER_M);
      const texel = texture[v * TABLE_TEXTURE_PX + u]!;
      red += texel & 255;
      green += (texel >> 8) & 255;
      blue += (texel >> 16) & 255;
    }
  }
  const count = STILL_SAMPLES ** 2;
  return (red / count) | ((green / count) << 8) | ((blue / count) << 16);
}

function hitTable({ position, right, up, forward, focalPx }: Camera, column: number, row: number) {
  const aside = (column - IMAGE_WIDTH_PX / 2) / focalPx;
  const rise = (IMAGE_HEIGHT_PX / 2 - row) / focalPx;
  const distance = -position.z / (forward.z + rise * up.z);
  return {
    x: position.x + distance * (forward.x + aside * right.x + rise * up.x),
    y: position.y + distance * (forward.y + aside * right.y + rise * up.y),
  };
}

function clampTexel(coordinate: number): number {
  return coordinate < 0 ? 0 : coordinate >= TABLE_TEXTURE_PX ? TABLE_TEXTURE_PX - 1 : coordinate | 0;
}

function darken(colour: number, dark: number): number {
  const light = 256 - dark;
  return (
    (((colour & 255) * light) >> 8) |
    (((((colour >> 8) & 255) * light) >> 8) << 8) |
    (((((colour >> 16) & 255) * light) >> 8) << 16)
  );
}
