import { expect, it } from 'vitest';
import { distance, luma } from './colour.ts';
import { drawLook, SHIRT_PATTERNS, TABLE_SURFACES } from './look.ts';

const looks = Array.from({ length: 300 }, (_, seed) => drawLook(seed));

it('is the same for the same seed', () => {
  expect(drawLook(7)).toEqual(looks[7]);
  expect(drawLook(7)).not.toEqual(looks[8]);
});

it('shows every pattern on every surface', () => {
  const pairs = new Set(looks.map(({ shirt, table }) => `${shirt.pattern} on ${table.surface}`));
  expect(pairs.size).toBe(SHIRT_PATTERNS.length * TABLE_SURFACES.length);
});

it('lets a person tell shirt from table and collar from shirt', () => {
  for (const { shirt, table } of looks) {
    expect(Math.abs(luma(shirt.base) - luma(table.base))).toBeGreaterThan(0.15);
    expect(distance(shirt.collar, shirt.base)).toBeGreaterThan(0.35);
    expect(distance(shirt.collar, shirt.accent)).toBeGreaterThan(0.35);
  }
});

it('is lit from above, from the operator’s side', () => {
  for (const { light } of looks) {
    expect(Math.hypot(light.direction.x, light.direction.y, light.direction.z)).toBeCloseTo(1);
    expect(light.direction.z).toBeGreaterThan(0.7);
    expect(light.direction.y).toBeLessThan(0);
    expect(light.ambient + light.direct).toBeGreaterThan(0.95);
    expect(light.ambient + light.direct).toBeLessThan(1.1);
  }
});
