/**
 * The cutting pattern of the shirt: its outline in the plane of the fabric, in metres, with u to the right,
 * v from hem to shoulders and the origin in the middle. The neck is a half ellipse at the top.
 */
export const SHIRT_HEIGHT_M = 0.36;
export const SHIRT_WIDTH_M = 0.4;
const TOP_V = SHIRT_HEIGHT_M / 2;
const NECK_HALF_WIDTH_M = 0.05;
const NECK_DEPTH_M = 0.04;

export interface PatternPoint {
  u: number;
  v: number;
}

const NECK: readonly PatternPoint[] = Array.from({ length: 25 }, (_, i) => {
  const angle = (Math.PI * i) / 24;
  return { u: -NECK_HALF_WIDTH_M * Math.cos(angle), v: TOP_V - NECK_DEPTH_M * Math.sin(angle) };
});

const RIGHT_SIDE: readonly PatternPoint[] = [
  { u: 0.12, v: 0.158 },
  { u: 0.2, v: 0.096 },
  { u: 0.163, v: 0.032 },
  { u: 0.112, v: 0.066 },
  { u: 0.107, v: 0 },
  { u: 0.116, v: -TOP_V },
];

/** Closed, counted from the left end of the neck over the right sleeve and the hem. */
const OUTLINE: readonly PatternPoint[] = [
  ...NECK,
  ...RIGHT_SIDE,
  ...RIGHT_SIDE.map(({ u, v }) => ({ u: -u, v })).reverse(),
];

/** Metres within the fabric from the neck opening's edge. */
export function distanceToCollar(u: number, v: number): number {
  return nearestOn(NECK, false, u, v).distance;
}

/** The direction of the nearest piece of the neck's edge, in radians from +u. */
export function collarTangent(u: number, v: number): number {
  const { segment } = nearestOn(NECK, false, u, v);
  const from = NECK[segment]!;
  const to = NECK[segment + 1]!;
  return Math.atan2(to.v - from.v, to.u - from.u);
}

export function distanceToOutline(u: number, v: number): number {
  return nearestOn(OUTLINE, true, u, v).distance;
}

export function nearestOutlinePoint(u: number, v: number): PatternPoint {
  const { point } = nearestOn(OUTLINE, true, u, v);
  return point;
}

export function isInsidePattern(u: number, v: number): boolean {
  let isInside = false;
  for (let i = 0, j = OUTLINE.length - 1; i < OUTLINE.length; j = i++) {
    const a = OUTLINE[i]!;
    const b = OUTLINE[j]!;
    if (a.v > v !== b.v > v && u < ((b.u - a.u) * (v - a.v)) / (b.v - a.v) + a.u) isInside = !isInside;
  }
  return isInside;
}

function nearestOn(line: readonly PatternPoint[], isClosed: boolean, u: number, v: number) {
  let best = { distance: Number.POSITIVE_INFINITY, point: line[0]!, segment: 0 };
  const count = isClosed ? line.length : line.length - 1;
  for (let segment = 0; segment < count; segment++) {
    const a = line[segment]!;
    const b = line[(segment + 1) % line.length]!;
    const du = b.u - a.u;
    const dv = b.v - a.v;
    const t = Math.min(1, Math.max(0, ((u - a.u) * du + (v - a.v) * dv) / (du * du + dv * dv)));
    const point = { u: a.u + t * du, v: a.v + t * dv };
    const distance = Math.hypot(u - point.u, v - point.v);
    if (distance < best.distance) best = { distance, point, segment };
  }
  return best;
}
