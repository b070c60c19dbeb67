import { beforeEach, describe, expect, it } from 'vitest';
import { ShadowMap } from './shadow-map.ts';
import { SHADOW_SHIFT, SHADOW_SIZE, toTexel } from './table-plane.ts';

/** The light comes from −x, so shadows fall towards +x, a metre per metre of height. */
const LIGHT = { x: -Math.SQRT1_2, y: 0, z: Math.SQRT1_2 };
const HALF_M = 0.05;
let shadows: ShadowMap;

beforeEach(() => {
  shadows = new ShadowMap();
  shadows.setLight(LIGHT);
});

/** A level square over the origin. */
function square(heightM: number): [Float64Array, Uint16Array] {
  const corners = [
    [-HALF_M, -HALF_M, heightM],
    [HALF_M, -HALF_M, heightM],
    [HALF_M, HALF_M, heightM],
    [-HALF_M, HALF_M, heightM],
  ];
  return [Float64Array.from(corners.flat()), Uint16Array.of(0, 1, 2, 0, 2, 3)];
}

const NOTHING: [Float64Array, Uint16Array] = [new Float64Array(0), new Uint16Array(0)];

function tableAt(x: number, y: number): number {
  return shadows.table[(toTexel(y) >> SHADOW_SHIFT) * SHADOW_SIZE + (toTexel(x) >> SHADOW_SHIFT)]!;
}

describe('the shadow on the table', () => {
  it('falls along the light, further the higher the gripper is', () => {
    shadows.drawFabric(...NOTHING);
    shadows.drawGripper(...square(0.2), 0.2);
    expect(tableAt(0.2, 0)).toBeGreaterThan(100);
    expect(tableAt(0, 0)).toBe(0);
    shadows.drawGripper(...square(0.01), 0.01);
    expect(tableAt(0.01, 0)).toBeGreaterThan(100);
    expect(tableAt(0.2, 0)).toBe(0);
  });

  it('is sharper the lower the gripper is', () => {
    const softTexels = (heightM: number) => {
      shadows.drawFabric(...NOTHING);
      shadows.drawGripper(...square(heightM), heightM);
      return shadows.table.filter((dark) => dark > 10 && dark < 120).length;
    };
    expect(softTexels(0.25)).toBeGreaterThan(2 * softTexels(0));
  });

  it('is darker where fabric and gripper both throw one, and never black', () => {
    shadows.drawFabric(...square(0.01));
    shadows.drawGripper(...NOTHING, 0.3);
    const fabricOnly = tableAt(0.01, 0);
    shadows.drawGripper(...square(0.01), 0.01);
    expect(fabricOnly).toBeGreaterThan(100);
    expect(tableAt(0.01, 0)).toBeGreaterThan(fabricOnly);
    expect(tableAt(0.01, 0)).toBeLessThan(230);
  });

  it('goes away with what threw it', () => {
    shadows.drawFabric(...square(0.02));
    shadows.drawGripper(...square(0.1), 0.1);
    shadows.drawFabric(...NOTHING);
    shadows.drawGripper(...NOTHING, 0.1);
    expect(shadows.table.every((dark) => dark === 0)).toBe(true);
  });
});

describe('the shadow on the fabric', () => {
  it('falls on what lies below fabric, along the light', () => {
    shadows.drawFabric(...square(0.1));
    expect(shadows.fabricShadowAt(0.1, 0, 0)).toBeGreaterThan(0.5);
    expect(shadows.fabricShadowAt(0.05, 0, 0.05)).toBeGreaterThan(0.5);
    expect(shadows.fabricShadowAt(0, 0, 0)).toBe(0);
    expect(shadows.fabricShadowAt(0, 0, 0.1)).toBe(0);
  });

  it('of the gripper follows the light too', () => {
    shadows.drawGripper(...square(0.1), 0);
    expect(shadows.gripperShadowAt(0.07, 0, 0.03)).toBeGreaterThan(0.4);
    expect(shadows.gripperShadowAt(-0.1, 0, 0.03)).toBe(0);
  });
});
