import { expect, it } from 'vitest';
import { createProjected, IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX, levelCamera, project } from './camera.ts';

/** One metre above the origin, looking 45° down towards +y from (0, −1, 1). */
const camera = levelCamera({ x: 0, y: -1, z: 1 }, 0, Math.PI / 4, Math.PI / 3);

function see(...point: [number, number, number]) {
  const out = createProjected(1);
  project(camera, Float64Array.from(point), out);
  return { x: out.x[0]!, y: out.y[0]!, inverseDepth: out.inverseDepth[0]! };
}

it('sees what it looks at in the middle of the image', () => {
  const { x, y, inverseDepth } = see(0, 0, 0);
  expect(x).toBeCloseTo(IMAGE_WIDTH_PX / 2);
  expect(y).toBeCloseTo(IMAGE_HEIGHT_PX / 2);
  expect(1 / inverseDepth).toBeCloseTo(Math.SQRT2);
});

it('has right on the right, and both away and up above', () => {
  expect(see(0.1, 0, 0).x).toBeGreaterThan(IMAGE_WIDTH_PX / 2);
  expect(see(0, 0.1, 0).y).toBeLessThan(IMAGE_HEIGHT_PX / 2);
  expect(see(0, 0, 0.1).y).toBeLessThan(IMAGE_HEIGHT_PX / 2);
});

it('spans its field of view from top to bottom', () => {
  // 30° above the axis is 15° below the horizon.
  const top = see(0, 0, 1 - Math.tan(Math.PI / 12));
  expect(top.y).toBeCloseTo(0);
});

it('turns with its heading', () => {
  const turned = levelCamera({ x: 0, y: 0, z: 1 }, Math.PI / 2, Math.PI / 4, 1);
  const out = createProjected(1);
  project(turned, Float64Array.of(-1, 0, 0), out);
  expect(out.x[0]).toBeCloseTo(IMAGE_WIDTH_PX / 2);
});

it('marks what is behind it', () => {
  expect(see(0, -2, 2).inverseDepth).toBe(0);
});
