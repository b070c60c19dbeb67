import type { Cloth } from '../cloth/cloth.ts';
import type { Look } from './look.ts';
import { shirtTexel } from './shirt-texture.ts';

/** Phong tessellation's blend between the flat and the curved midpoint (Boubekeur and Alexa 2008). */
const CURVED_SHARE = 0.75;
/** Valleys of the fabric get less light, ridges more: by this much per metre of bend. */
const FOLD_SHADE_PER_M = 55;
const MAX_FOLD_SHADE = 0.3;

/**
 * The fabric as cameras see it: each triangle of the simulation becomes four that follow the curve of the
 * surface, with the light that falls on either side of every vertex.
 */
export class ClothSurface {
  readonly count: number;
  readonly triangles: Uint16Array;
  /** x, y, z one after the other. */
  readonly position: Float64Array;
  readonly normal: Float64Array;
  /** In texels. */
  readonly textureU: Float64Array;
  readonly textureV: Float64Array;
  /** Brightness of the outside and of the inside, about 1 in full light. */
  readonly outsideLight: Float64Array;
  readonly insideLight: Float64Array;
  readonly #cloth: Cloth;
  /** Ends of the edge that each added vertex halves. */
  readonly #edges: Uint16Array;
  readonly #neighbourCount: Float64Array;
  readonly #bend: Float64Array;

  constructor(cloth: Cloth) {
    const { mesh } = cloth;
    this.#cloth = cloth;
    const { triangles, edges } = subdivide(mesh.triangles, mesh.count);
    this.triangles = triangles;
    this.#edges = edges;
    this.count = mesh.count + edges.length / 2;
    this.position = new Float64Array(3 * this.count);
    this.normal = new Float64Array(3 * this.count);
    this.outsideLight = new Float64Array(this.count);
    this.insideLight = new Float64Array(this.count);
    this.textureU = new Float64Array(this.count);
    this.textureV = new Float64Array(this.count);
    for (let k = 0; k < mesh.count; k++) {
      this.textureU[k] = shirtTexel(mesh.uv[2 * k]!);
      this.textureV[k] = shirtTexel(mesh.uv[2 * k + 1]!);
    }
    this.#forEachEdge((vertex, a, b) => {
      this.textureU[vertex] = (this.textureU[a]! + this.textureU[b]!) / 2;
      this.textureV[vertex] = (this.textureV[a]! + this.textureV[b]!) / 2;
    });
    this.#bend = new Float64Array(3 * mesh.count);
    this.#neighbourCount = new Float64Array(mesh.count);
    const { stretchLinks } = mesh;
    for (const end of stretchLinks) this.#neighbourCount[end]!++;
  }

  /** @param shadowAt how much of the direct light fabric above takes away from a vertex, 0 to 1 */
  update(light: Look['light'], shadowAt: (x: number, y: number, z: number) => number): void {
    const { mesh } = this.#cloth;
    this.position.set(this.#cloth.position);
    this.#updateNormals();
    this.#forEachEdge((vertex, a, b) => this.#placeMidpoint(vertex, a, b));
    this.#updateBend();
    const { direction, ambient, direct } = light;
    for (let k = 0; k < this.count; k++) {
      const nx = this.normal[3 * k]!;
      const ny = this.normal[3 * k + 1]!;
      const nz = this.normal[3 * k + 2]!;
      const facing = nx * direction.x + ny * direction.y + nz * direction.z;
      const sun =
        direct * (1 - shadowAt(this.position[3 * k]!, this.position[3 * k + 1]!, this.position[3 * k + 2]!));
      const fold = k < mesh.count ? this.#foldShade(k, nx, ny, nz) : 0;
      // The sky is above: a side that looks down gets less of it.
      this.outsideLight[k] = ambient * (0.8 + 0.2 * nz) + sun * wrap(facing) + fold;
      this.insideLight[k] = ambient * (0.8 - 0.2 * nz) + sun * wrap(-facing) - fold;
    }
    this.#forEachEdge((vertex, a, b) => {
      const fold = (this.#foldShadeOf(a) + this.#foldShadeOf(b)) / 2;
      this.outsideLight[vertex]! += fold;
      this.insideLight[vertex]! -= fold;
    });
  }

  #foldShadeOf(k: number): number {
    return this.#foldShade(k, this.normal[3 * k]!, this.normal[3 * k + 1]!, this.normal[3 * k + 2]!);
  }

  #foldShade(k: number, nx: number, ny: number, nz: number): number {
    const out = this.#bend[3 * k]! * nx + this.#bend[3 * k + 1]! * ny + this.#bend[3 * k + 2]! * nz;
    return Math.min(MAX_FOLD_SHADE, Math.max(-MAX_FOLD_SHADE, -FOLD_SHADE_PER_M * out));
  }

  #updateNormals(): void {
    const { normal, position } = this;
    const { triangles, count } = this.#cloth.mesh;
    normal.fill(0, 0, 3 * count);
    for (let t = 0; t < triangles.length; t += 3) {
      const a = 3 * triangles[t]!;
      const b = 3 * triangles[t + 1]!;
      const c = 3 * triangles[t + 2]!;
      const abX = position[b]! - position[a]!;
      const abY = position[b + 1]! - position[a + 1]!;
      const abZ = position[b + 2]! - position[a + 2]!;
      const acX = position[c]! - position[a]!;
      const acY = position[c + 1]! - position[a + 1]!;
      const acZ = position[c + 2]! - position[a + 2]!;
      const x = abY * acZ - abZ * acY;
      const y = abZ * acX - abX * acZ;
      const z = abX * acY - abY * acX;
      for (let corner = 0; corner < 3; corner++) {
        const i = 3 * triangles[t + corner]!;
        normal[i]! += x;
        normal[i + 1]! += y;
        normal[i + 2]! += z;
      }
    }
    for (let k = 0; k < count; k++) this.#normalise(k);
  }

  #placeMidpoint(vertex: number, a: number, b: number): void {
    const { position, normal } = this;
    const bend = (end: number, other: number) =>
      (position[3 * other]! - position[3 * end]!) * normal[3 * end]! +
      (position[3 * other + 1]! - position[3 * end + 1]!) * normal[3 * end + 1]! +
      (position[3 * other + 2]! - position[3 * end + 2]!) * normal[3 * end + 2]!;
    // The midpoint projected onto the tangent planes of both ends, and their mean.
    const bendA = (CURVED_SHARE * bend(a, b)) / 4;
    const bendB = (CURVED_SHARE * bend(b, a)) / 4;
    for (let axis = 0; axis < 3; axis++) {
      const normalA = normal[3 * a + axis]!;
      const normalB = normal[3 * b + axis]!;
      position[3 * vertex + axis] =
        (position[3 * a + axis]! + position[3 * b + axis]!) / 2 - bendA * normalA - bendB * normalB;
      normal[3 * vertex + axis] = normalA + normalB;
    }
    this.#normalise(vertex);
  }

  /** Offset of each particle's neighbours' mean from the particle. */
  #updateBend(): void {
    const { position } = this;
    const { stretchLinks, count } = this.#cloth.mesh;
    const bend = this.#bend.fill(0);
    for (let link = 0; link < stretchLinks.length; link += 2) {
      const a = 3 * stretchLinks[link]!;
      const b = 3 * stretchLinks[link + 1]!;
      for (let axis = 0; axis < 3; axis++) {
        const offset = position[b + axis]! - position[a + axis]!;
        bend[a + axis]! += offset;
        bend[b + axis]! -= offset;
      }
    }
    for (let k = 0; k < count; k++) {
      for (let axis = 0; axis < 3; axis++) bend[3 * k + axis]! /= this.#neighbourCount[k]!;
    }
  }

  #normalise(k: number): void {
    const { normal } = this;
    const x = normal[3 * k]!;
    const y = normal[3 * k + 1]!;
    const z = normal[3 * k + 2]!;
    const scale = 1 / (Math.sqrt(x * x + y * y + z * z) + 1e-12);
    normal[3 * k] = x * scale;
    normal[3 * k + 1] = y * scale;
    normal[3 * k + 2] = z * scale;
  }

  #forEachEdge(visit: (vertex: number, a: number, b: number) => void): void {
    const edges = this.#edges;
    const first = this.#cloth.mesh.count;
    for (let e = 0; e < edges.length; e += 2) visit(first + e / 2, edges[e]!, edges[e + 1]!);
  }
}

/** Light that also grazes what is turned a little away, as on fabric. */
function wrap(facing: number): number {
  return Math.max(0, (facing + 0.25) / 1.25);
}

function subdivide(triangles: Uint16Array, count: number): { triangles: Uint16Array; edges: Uint16Array } {
  const middles = new Map<number, number>();
  const edges: number[] = [];
  const middle = (a: number, b: number): number => {
    const key = Math.min(a, b) * count + Math.max(a, b);
    let vertex = middles.get(key);
    if (vertex === undefined) {
      vertex = count + middles.size;
      middles.set(key, vertex);
      edges.push(a, b);
    }
    return vertex;
  };
  const finer: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    finer.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
  }
  return { triangles: Uint16Array.from(finer), edges: Uint16Array.from(edges) };
}
