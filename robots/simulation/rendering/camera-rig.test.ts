import jpeg from '@julusian/jpeg-turbo';
import { beforeEach, describe, expect, it } from 'vitest';
import { World } from '../world.ts';
import { type CameraName, CameraRig } from './camera-rig.ts';

const SEED = 5;
const world = new World(SEED);
const cameras = new CameraRig(world);

beforeEach(() => world.reset(SEED));

function run(steps: number, x: number, y: number, z: number, yaw = 0): void {
  for (let i = 0; i < steps; i++) {
    world.setTwist(x, y, z, yaw);
    world.step();
  }
}

function pixels(name: CameraName): Buffer {
  const { data, width, height } = jpeg.decompressSync(
    Buffer.from(cameras.capture(name)),
    Buffer.alloc(320 * 240 * 4),
    {
      format: jpeg.FORMAT_RGBX,
    },
  );
  expect({ width, height }).toEqual({ width: 320, height: 240 });
  return data;
}

/** Share of pixels that differ by more than what JPEG does to them. */
function difference(a: Buffer, b: Buffer): number {
  let count = 0;
  for (let i = 0; i < a.length; i += 4) {
    const change =
      Math.abs(a[i]! - b[i]!) + Math.abs(a[i + 1]! - b[i + 1]!) + Math.abs(a[i + 2]! - b[i + 2]!);
    if (change > 45) count++;
  }
  return count / (a.length / 4);
}

describe.each(['front', 'wrist'] as const)('the %s camera', { timeout: 30_000 }, (name) => {
  it('gives the same bytes for the same moment, and owns none of them', () => {
    const first = cameras.capture(name);
    const copy = Uint8Array.from(first);
    run(50, 0.1, 0, -0.2);
    cameras.capture(name);
    expect(first).toEqual(copy);
    world.reset(SEED);
    expect(cameras.capture(name)).toEqual(first);
  });

  it('shows another scene after a reset', () => {
    const before = pixels(name);
    world.reset(SEED + 1);
    expect(difference(before, pixels(name))).toBeGreaterThan(0.2);
  });

  it('shows that the gripper comes down', () => {
    const before = pixels(name);
    run(300, 0, 0, -0.2);
    expect(difference(before, pixels(name))).toBeGreaterThan(name === 'front' ? 0.02 : 0.1);
  });

  it('shows the shirt being moved', () => {
    run(600, 0, 0, -0.2);
    const before = pixels(name);
    world.setWidth(0);
    run(200, 0, 0, 0);
    run(300, 0, 0, 0.2);
    expect(difference(before, pixels(name))).toBeGreaterThan(0.02);
  });
});

describe('the wrist camera', () => {
  it('turns with the wrist, while the fingers stay where they are in the image', () => {
    const before = pixels('wrist');
    run(150, 0, 0, 0, 1);
    const after = pixels('wrist');
    expect(difference(before, after)).toBeGreaterThan(0.1);
    // The palm fills the image's upper middle.
    const palm = (image: Buffer) => image.subarray(4 * (320 * 8 + 150), 4 * (320 * 8 + 170));
    expect(difference(palm(before), palm(after))).toBe(0);
  });
});
