import { expect, it } from 'vitest';
import { createProjected, IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX, levelCamera, project } from './camera.ts';
import { createFrame } from './rasteriser.ts';
import { SHADOW_SIZE, TABLE_TEXTURE_PX, toTexel } from './table-plane.ts';
import { drawTable, StillTableView } from './table-view.ts';

const WHITE = 0xffffff;
const camera = levelCamera({ x: 0.05, y: -0.3, z: 0.4 }, 0.3, 0.9, 0.8);
const mark = { x: -0.06, y: 0.11 };

/** Black with a white spot of 2 cm. */
function spotTexture(): Int32Array {
  const texture = new Int32Array(TABLE_TEXTURE_PX ** 2);
  for (let row = 0; row < TABLE_TEXTURE_PX; row++) {
    for (let column = 0; column < TABLE_TEXTURE_PX; column++) {
      if (Math.hypot(column - toTexel(mark.x), row - toTexel(mark.y)) < 6) {
        texture[row * TABLE_TEXTURE_PX + column] = WHITE;
      }
    }
  }
  return texture;
}

/** Where the camera's own projection says the spot is. */
function markPixel(): number {
  const out = createProjected(1);
  project(camera, Float64Array.of(mark.x, mark.y, 0), out);
  return Math.floor(out.y[0]!) * IMAGE_WIDTH_PX + Math.floor(out.x[0]!);
}

const noShadow = new Uint8Array(SHADOW_SIZE ** 2);

it('draws the table where the camera sees it, moving or still', () => {
  const texture = spotTexture();
  const moving = createFrame().pixels;
  drawTable(moving, camera, texture, noShadow);
  expect(moving[markPixel()]).toBe(WHITE);
  const still = new Int32Array(moving.length);
  new StillTableView(camera, texture).draw(still, noShadow, []);
  expect(still[markPixel()]).toBe(WHITE);
  const spot = (pixels: Int32Array) => pixels.filter((pixel) => pixel === WHITE).length;
  expect(spot(moving)).toBeGreaterThan(20);
  // Averaged samples make the rim grey.
  expect(spot(still)).toBeLessThanOrEqual(spot(moving) * 1.1);
});

it('darkens what is in shadow', () => {
  const texture = spotTexture();
  const shadow = new Uint8Array(SHADOW_SIZE ** 2).fill(128);
  const { pixels } = createFrame();
  drawTable(pixels, camera, texture, shadow);
  expect(pixels[markPixel()]).toBe(0x7f7f7f);
  const whole = { left: 0, right: SHADOW_SIZE - 1, top: 0, bottom: SHADOW_SIZE - 1 };
  new StillTableView(camera, texture).draw(pixels, shadow, [whole, whole]);
  expect(pixels[markPixel()]).toBe(0x7f7f7f);
});

it('draws floor beyond the plane it has a texture of', () => {
  const far = levelCamera({ x: 0.6, y: 0.5, z: 0.5 }, -0.8, 0.5, 0.8);
  const { pixels } = createFrame();
  pixels.fill(-1);
  drawTable(pixels, far, new Int32Array(TABLE_TEXTURE_PX ** 2).fill(0x123456), noShadow);
  expect(pixels.every((pixel) => pixel === 0x123456)).toBe(true);
});

it('shadows a still view wherever its box says', () => {
  const texture = new Int32Array(TABLE_TEXTURE_PX ** 2).fill(WHITE);
  const shadow = new Uint8Array(SHADOW_SIZE ** 2);
  const box = { left: 150, right: 170, top: 200, bottom: 240 };
  for (let row = box.top; row <= box.bottom; row++) {
    shadow.fill(100, row * SHADOW_SIZE + box.left, row * SHADOW_SIZE + box.right + 1);
  }
  const view = new StillTableView(camera, texture);
  const boxed = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  view.draw(boxed, shadow, [box]);
  const whole = new Int32Array(IMAGE_WIDTH_PX * IMAGE_HEIGHT_PX);
  view.draw(whole, shadow, [{ left: 0, right: SHADOW_SIZE - 1, top: 0, bottom: SHADOW_SIZE - 1 }]);
  expect(boxed).toEqual(whole);
  expect(boxed.some((pixel) => pixel !== WHITE)).toBe(true);
});
