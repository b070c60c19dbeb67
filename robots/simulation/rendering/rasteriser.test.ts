import { beforeEach, describe, expect, it } from 'vitest';
import { IMAGE_HEIGHT_PX, IMAGE_WIDTH_PX } from './camera.ts';
import { createFrame, drawSurface, type Frame, type Side, TEXTURE_WIDTH_PX } from './rasteriser.ts';

const RED = 0x0000ff;
const BLUE = 0xff0000;
let frame: Frame;

beforeEach(() => {
  frame = createFrame();
});

type Corner = [x: number, y: number, inverseDepth: number];

/** A triangle of one colour and light; counter-clockwise on the screen is its front. */
function draw(corners: [Corner, Corner, Corner], colour: number, light = 1, back: Side | null = null): void {
  const texture = new Int32Array(TEXTURE_WIDTH_PX).fill(colour);
  drawSurface(
    frame,
    {
      triangles: Uint16Array.of(0, 1, 2),
      triangleCount: 1,
      textureU: new Float64Array(3),
      textureV: new Float64Array(3),
    },
    {
      x: Float64Array.from(corners, ([x]) => x),
      y: Float64Array.from(corners, ([, y]) => y),
      inverseDepth: Float64Array.from(corners, ([, , inverseDepth]) => inverseDepth),
    },
    { texture, light: new Float64Array(3).fill(light) },
    back,
  );
}

function at(x: number, y: number): number {
  return frame.pixels[y * IMAGE_WIDTH_PX + x]!;
}

/** The lower left half of a square from (10, 10) to (30, 30). */
const half = (depth: number): [Corner, Corner, Corner] => [
  [10, 10, depth],
  [10, 30, depth],
  [30, 30, depth],
];
const otherHalf = (depth: number): [Corner, Corner, Corner] => [
  [10, 10, depth],
  [30, 30, depth],
  [30, 10, depth],
];

describe('a triangle', () => {
  it('covers exactly the pixels whose middles it covers', () => {
    draw(half(1), RED);
    draw(otherHalf(1), BLUE);
    const count = frame.pixels.filter((pixel) => pixel !== 0).length;
    expect(count).toBe(20 * 20);
    expect(frame.pixels.filter((pixel) => pixel === RED).length).toBeGreaterThanOrEqual(190);
    expect(at(10, 29)).toBe(RED);
    expect(at(29, 10)).toBe(BLUE);
    expect(at(9, 20)).toBe(0);
    expect(at(30, 20)).toBe(0);
  });

  it('hides what is further away, in whatever order they are drawn', () => {
    draw(half(1), RED);
    draw(half(2), BLUE);
    draw(half(1), RED);
    expect(at(12, 25)).toBe(BLUE);
  });

  it('cuts another where they cross', () => {
    draw(half(1), RED);
    draw(
      [
        [10, 10, 0.5],
        [10, 30, 1.5],
        [30, 30, 1.5],
      ],
      BLUE,
    );
    expect(at(11, 15)).toBe(RED);
    expect(at(11, 28)).toBe(BLUE);
  });

  it('is as bright as its light', () => {
    draw(half(1), RED, 0.5);
    expect(at(12, 25)).toBe(0x7f);
  });

  it('shows its back only when it has one', () => {
    const [a, b, c] = half(1);
    draw([a, c, b], RED);
    expect(at(12, 25)).toBe(0);
    const texture = new Int32Array(TEXTURE_WIDTH_PX).fill(BLUE);
    draw([a, c, b], RED, 1, { texture, light: new Float64Array(3).fill(1) });
    expect(at(12, 25)).toBe(BLUE);
  });

  it('may lie partly or wholly outside the image', () => {
    draw(
      [
        [-50, -50, 1],
        [-50, 500, 1],
        [500, 500, 1],
      ],
      RED,
    );
    expect(at(0, IMAGE_HEIGHT_PX - 1)).toBe(RED);
    draw(
      [
        [400, 10, 2],
        [400, 30, 2],
        [430, 30, 2],
      ],
      BLUE,
    );
    draw(
      [
        [10, -40, 2],
        [10, -20, 2],
        [30, -20, 2],
      ],
      BLUE,
    );
    expect(frame.pixels).not.toContain(BLUE);
  });

  it('is left out when a corner is behind the camera', () => {
    const [a, b] = half(1);
    draw([a, b, [30, 30, 0]], RED);
    expect(frame.pixels).not.toContain(RED);
  });
});
