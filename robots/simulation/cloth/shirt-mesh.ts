import {
  distanceToCollar,
  isInsidePattern,
  nearestOutlinePoint,
  SHIRT_HEIGHT_M,
  SHIRT_WIDTH_M,
} from './shirt-pattern.ts';

const ROWS = 21;
/** Distance of neighbouring particles at rest. */
export const SPACING_M = SHIRT_HEIGHT_M / ROWS;
const COLUMNS = 2 * Math.ceil(SHIRT_WIDTH_M / 2 / SPACING_M);
const SMOOTHING_ROUNDS = 6;
const SLIVER_M2 = 0.3 * SPACING_M ** 2;

/** The shirt as one layer of fabric; every array is indexed by particle unless it says otherwise. */
export interface ShirtMesh {
  count: number;
  /** u, v of each particle in the pattern. */
  uv: Float64Array;
  /** Three particles a triangle; counter-clockwise in the pattern, so the normal of a flat shirt is up. */
  triangles: Uint16Array;
  /** Two particles a link: along the threads, across the cells, and over two cells. */
  stretchLinks: Uint16Array;
  shearLinks: Uint16Array;
  bendLinks: Uint16Array;
  /** Metres within the fabric from the neck opening. */
  collarDistanceM: Float64Array;
}

/**
 * Cells of a square grid whose centre is inside the pattern; particles on the rim are then pulled onto the
 * outline and evened out, so that neck, sleeves and shoulders are smooth although the grid is coarse.
 */
export function buildShirtMesh(): ShirtMesh {
  const ids = new Map<number, number>();
  const gridUv: number[] = [];
  const rim: boolean[] = [];
  const particle = (i: number, j: number): number => {
    const key = j * (COLUMNS + 1) + i;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = ids.size;
    ids.set(key, id);
    gridUv.push((i - COLUMNS / 2) * SPACING_M, j * SPACING_M - SHIRT_HEIGHT_M / 2);
    rim.push(!(hasCell(i, j) && hasCell(i - 1, j) && hasCell(i, j - 1) && hasCell(i - 1, j - 1)));
    return id;
  };

  const cells: Cell[] = [];
  const stretchLinks: number[] = [];
  const bendLinks: number[] = [];
  for (let j = 0; j <= ROWS; j++) {
    for (let i = 0; i <= COLUMNS; i++) {
      if (hasCell(i, j)) {
        const corners: Cell['corners'] = [
          particle(i, j),
          particle(i + 1, j),
          particle(i + 1, j + 1),
          particle(i, j + 1),
        ];
        cells.push({ corners, isEven: (i + j) % 2 === 0 });
      }
      if (hasRowEdge(i, j)) {
        stretchLinks.push(particle(i, j), particle(i + 1, j));
        if (hasRowEdge(i + 1, j)) bendLinks.push(particle(i, j), particle(i + 2, j));
      }
      if (hasColumnEdge(i, j)) {
        stretchLinks.push(particle(i, j), particle(i, j + 1));
        if (hasColumnEdge(i, j + 1)) bendLinks.push(particle(i, j), particle(i, j + 2));
      }
    }
  }

  const uv = fitToOutline(gridUv, rim, stretchLinks);
  return {
    count: ids.size,
    uv,
    triangles: Uint16Array.from(cells.flatMap((cell) => cut(cell, uv))),
    stretchLinks: Uint16Array.from(stretchLinks),
    shearLinks: Uint16Array.from(cells.flatMap(({ corners: [a, b, c, d] }) => [a, c, b, d])),
    bendLinks: Uint16Array.from(bendLinks),
    collarDistanceM: Float64Array.from(rim, (_, k) => distanceToCollar(uv[2 * k]!, uv[2 * k + 1]!)),
  };
}

interface Cell {
  /** Counter-clockwise. */
  corners: [number, number, number, number];
  isEven: boolean;
}

function hasCell(i: number, j: number): boolean {
  if (i < 0 || j < 0 || i >= COLUMNS || j >= ROWS) return false;
  return isInsidePattern((i + 0.5 - COLUMNS / 2) * SPACING_M, (j + 0.5) * SPACING_M - SHIRT_HEIGHT_M / 2);
}

function hasRowEdge(i: number, j: number): boolean {
  return hasCell(i, j) || hasCell(i, j - 1);
}

function hasColumnEdge(i: number, j: number): boolean {
  return hasCell(i, j) || hasCell(i - 1, j);
}

/** Rim particles onto the outline; then each a little towards the mean of its neighbours, rim along rim. */
function fitToOutline(gridUv: number[], rim: boolean[], links: number[]): Float64Array {
  const uv = Float64Array.from(gridUv);
  const moveTo = (k: number, u: number, v: number) => {
    const point = rim[k] ? nearestOutlinePoint(u, v) : { u, v };
    uv[2 * k] = point.u;
    uv[2 * k + 1] = point.v;
  };
  rim.forEach((_, k) => {
    moveTo(k, uv[2 * k]!, uv[2 * k + 1]!);
  });
  const neighbours = rim.map(() => [] as number[]);
  for (let e = 0; e < links.length; e += 2) {
    const [a, b] = [links[e]!, links[e + 1]!];
    if (!rim[a] || rim[b]) neighbours[a]!.push(b);
    if (!rim[b] || rim[a]) neighbours[b]!.push(a);
  }
  for (let round = 0; round < SMOOTHING_ROUNDS; round++) {
    neighbours.forEach((near, k) => {
      const meanU = near.reduce((sum, n) => sum + uv[2 * n]!, 0) / near.length;
      const meanV = near.reduce((sum, n) => sum + uv[2 * n + 1]!, 0) / near.length;
      moveTo(k, (uv[2 * k]! + meanU) / 2, (uv[2 * k + 1]! + meanV) / 2);
    });
  }
  return uv;
}

/** Two triangles a cell. Diagonals alternate, so the fabric has no preferred slant, unless that makes a sliver. */
function cut({ corners: [a, b, c, d], isEven }: Cell, uv: Float64Array): number[] {
  const rising = [a, b, c, a, c, d];
  const falling = [a, b, d, b, c, d];
  const risingArea = Math.min(area(uv, a, b, c), area(uv, a, c, d));
  const fallingArea = Math.min(area(uv, a, b, d), area(uv, b, c, d));
  const isRising = Math.min(risingArea, fallingArea) > SLIVER_M2 ? isEven : risingArea > fallingArea;
  return isRising ? rising : falling;
}

function area(uv: Float64Array, a: number, b: number, c: number): number {
  const abU = uv[2 * b]! - uv[2 * a]!;
  const abV = uv[2 * b + 1]! - uv[2 * a + 1]!;
  return (abU * (uv[2 * c + 1]! - uv[2 * a + 1]!) - (uv[2 * c]! - uv[2 * a]!) * abV) / 2;
}
