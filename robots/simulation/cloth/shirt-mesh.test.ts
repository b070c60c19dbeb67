import { describe, expect, it } from 'vitest';
import { buildShirtMesh, SPACING_M } from './shirt-mesh.ts';
import { SHIRT_HEIGHT_M, SHIRT_WIDTH_M } from './shirt-pattern.ts';

const mesh = buildShirtMesh();
const particles = Array.from({ length: mesh.count }, (_, k) => ({
  u: mesh.uv[2 * k]!,
  v: mesh.uv[2 * k + 1]!,
}));

describe('the shirt', () => {
  it('fills its pattern from sleeve to sleeve and from hem to shoulder', () => {
    const us = particles.map(({ u }) => u);
    const vs = particles.map(({ v }) => v);
    expect(Math.max(...us) - Math.min(...us)).toBeCloseTo(SHIRT_WIDTH_M, 1);
    expect(Math.max(...vs) - Math.min(...vs)).toBeCloseTo(SHIRT_HEIGHT_M, 2);
  });

  it('has triangles that all face up and no degenerate one', () => {
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((corner) => particles[mesh.triangles[t + corner]!]!);
      const doubled = (b!.u - a!.u) * (c!.v - a!.v) - (c!.u - a!.u) * (b!.v - a!.v);
      expect(doubled).toBeGreaterThan(0.05 * SPACING_M ** 2);
    }
  });

  it('has a neck: particles on its edge, none in its opening', () => {
    const onEdge = mesh.collarDistanceM.filter((distance) => distance < 0.004);
    expect(onEdge.length).toBeGreaterThanOrEqual(8);
    const inOpening = particles.filter(({ u, v }) => Math.abs(u) < 0.02 && v > SHIRT_HEIGHT_M / 2 - 0.025);
    expect(inOpening).toEqual([]);
  });

  it('links neighbours only', () => {
    const lengths = (pairs: Uint16Array) =>
      Array.from({ length: pairs.length / 2 }, (_, link) => {
        const a = particles[pairs[2 * link]!]!;
        const b = particles[pairs[2 * link + 1]!]!;
        return Math.hypot(a.u - b.u, a.v - b.v) / SPACING_M;
      });
    expect(Math.max(...lengths(mesh.stretchLinks))).toBeLessThan(1.7);
    expect(Math.max(...lengths(mesh.shearLinks))).toBeLessThan(2.2);
    expect(Math.max(...lengths(mesh.bendLinks))).toBeLessThan(3);
    expect(Math.min(...lengths(mesh.stretchLinks))).toBeGreaterThan(0.2);
  });
});
