import type { Cloth } from '../cloth/cloth.ts';
import type { Look } from './look.ts';
import type { Surface } from './rasteriser.ts';
import { EXPOSURE, shirtTexel } from './shirt-texture.ts';
import { subdivide } from './subdivide.ts';

/** Phong tessellation's blend between the flat and the curved midpoint (Boubekeur and Alexa 2008). */
const CURVED_SHARE = 0.75;
/** Valleys of the fabric get less light, ridges more: by this much per metre of bend. */
const FOLD_SHADE_PER_M = 60;
const MAX_FOLD_SHADE = 0.3;
/** Reaches even what nothing shines on. */
const MIN_LIGHT = 0.2;

/** Below these, four parts of a triangle are drawn as one. */
const PLAIN_RISE_M = 0.004;
const PLAIN_LIGHT = 0.03;
const PARTS_LENGTH = 12;

/** How much light something above takes away at a point of the fabric, 0 to 1. */
export type ShadowAt = (x: number, y: number, z: number) => number;

/**
 * The fabric as cameras see it: each triangle of the simulation becomes four that follow the curve of the
 * surface, with the light that falls on either side of every vertex.
 */
export class ClothSurface implements Surface {
  readonly vertexCount: number;
  /** Those to be drawn now: where the fabric is plain, one stands for its four parts. */
  readonly triangles: Uint16Array;
  triangleCount = 0;
  readonly textureU: Float64Array;
  readonly textureV: Float64Array;
  /** x, y, z one after the other. */
  readonly position: Float64Array;
  /** Brightness of either side: {@link EXPOSURE} in full light, more on ridges, at most 1. */
  readonly outsideLight: Float64Array;
  readonly insideLight: Float64Array;
  readonly #cloth: Cloth;
  readonly #parts: Uint16Array;
  readonly #normal: Float64Array;
  /** Ends of the edge that each added vertex halves. */
  readonly #edges: Uint16Array;
  /** By edge: is its middle on the line between its ends? */
  readonly #isStraight: Uint8Array;
  readonly #neighbourCount: Float64Array;
  /** From each particle to the mean of its neighbours. */
  readonly #bend: Float64Array;
  /** Light before the gripper's shadow, which moves while the fabric lies still. */
  readonly #outsideSun: Float64Array;
  readonly #insideSun: Float64Array;

  constructor(cloth: Cloth) {
    const { mesh } = cloth;
    this.#cloth = cloth;
    const { triangles, edges } = subdivide(mesh.triangles, mesh.count);
    this.#parts = triangles;
    this.triangles = new Uint16Array(triangles.length);
    this.#edges = edges;
    this.#isStraight = new Uint8Array(edges.length / 2);
    this.vertexCount = mesh.count + edges.length / 2;
    this.position = new Float64Array(3 * this.vertexCount);
    this.#normal = new Float64Array(3 * this.vertexCount);
    this.outsideLight = new Float64Array(this.vertexCount);
    this.insideLight = new Float64Array(this.vertexCount);
    this.#outsideSun = new Float64Array(this.vertexCount);
    this.#insideSun = new Float64Array(this.vertexCount);
    this.textureU = this.#atEveryVertex((k) => shirtTexel(mesh.uv[2 * k]!));
    this.textureV = this.#atEveryVertex((k) => shirtTexel(mesh.uv[2 * k + 1]!));
    this.#bend = new Float64Array(3 * mesh.count);
    this.#neighbourCount = new Float64Array(mesh.count);
    for (const end of mesh.stretchLinks) this.#neighbourCount[end]!++;
  }

  /** After the fabric has moved. */
  update(light: Look['light'], shadowAt: ShadowAt): void {
    this.position.set(this.#cloth.position);
    this.#updateNormals();
    this.#placeMidpoints();
    this.#updateBend();
    const { direction, ambient, direct } = light;
    const normal = this.#normal;
    for (let k = 0; k < this.vertexCount; k++) {
      const nz = normal[3 * k + 2]!;
      const facing = normal[3 * k]! * direction.x + normal[3 * k + 1]! * direction.y + nz * direction.z;
      const shadow = shadowAt(this.position[3 * k]!, this.position[3 * k + 1]!, this.position[3 * k + 2]!);
      const sun = direct * (1 - shadow);
      const fold = this.#foldShade(k);
      // The sky is above: a side that looks down gets less of it.
      this.#outsideSun[k] = ambient * (0.8 + 0.2 * nz) + sun * wrap(facing) + fold;
      this.#insideSun[k] = ambient * (0.8 - 0.2 * nz) + sun * wrap(-facing) - fold;
    }
  }

  /** After the gripper has moved. */
  shade(gripperShadowAt: ShadowAt): void {
    for (let k = 0; k < this.vertexCount; k++) {
      const shadow = gripperShadowAt(
        this.position[3 * k]!,
        this.position[3 * k + 1]!,
        this.position[3 * k + 2]!,
      );
      const left = EXPOSURE * (1 - shadow);
      this.outsideLight[k] = Math.min(1, Math.max(MIN_LIGHT, this.#outsideSun[k]! * left));
      this.insideLight[k] = Math.min(1, Math.max(MIN_LIGHT, this.#insideSun[k]! * left));
    }
    this.#chooseTriangles();
  }

  /** Four small triangles, or the large one where that looks the same. */
  #chooseTriangles(): void {
    const { triangles } = this;
    const parts = this.#parts;
    let end = 0;
    for (let part = 0; part < parts.length; part += PARTS_LENGTH) {
      // The order in which subdivide() lists corners and middles.
      const ab = parts[part + 1]!;
      const ca = parts[part + 2]!;
      const bc = parts[part + 5]!;
      if (this.#isPlain(ab) && this.#isPlain(bc) && this.#isPlain(ca)) {
        triangles[end++] = parts[part]!;
        triangles[end++] = parts[part + 4]!;
        triangles[end++] = parts[part + 8]!;
      } else {
        for (let i = 0; i < PARTS_LENGTH; i++) triangles[end++] = parts[part + i]!;
      }
    }
    this.triangleCount = end / 3;
  }

  /** Are place and light of an added vertex what its edge's ends would give there anyway? */
  #isPlain(vertex: number): boolean {
    const edge = vertex - this.#cloth.mesh.count;
    if (this.#isStraight[edge] === 0) return false;
    const a = this.#edges[2 * edge]!;
    const b = this.#edges[2 * edge + 1]!;
    const { outsideLight, insideLight } = this;
    return (
      Math.abs(2 * outsideLight[vertex]! - outsideLight[a]! - outsideLight[b]!) < 2 * PLAIN_LIGHT &&
      Math.abs(2 * insideLight[vertex]! - insideLight[a]! - insideLight[b]!) < 2 * PLAIN_LIGHT
    );
  }

  /** Brighter on ridges, darker in valleys, seen from outside. */
  #foldShade(k: number): number {
    const { count } = this.#cloth.mesh;
    if (k >= count) {
      const edge = 2 * (k - count);
      return (this.#foldShade(this.#edges[edge]!) + this.#foldShade(this.#edges[edge + 1]!)) / 2;
    }
    const bend = this.#bend;
    const normal = this.#normal;
    const outwards =
      bend[3 * k]! * normal[3 * k]! +
      bend[3 * k + 1]! * normal[3 * k + 1]! +
      bend[3 * k + 2]! * normal[3 * k + 2]!;
    return Math.min(MAX_FOLD_SHADE, Math.max(-MAX_FOLD_SHADE, -FOLD_SHADE_PER_M * outwards));
  }

  #updateNormals(): void {
    const { position } = this;
    const normal = this.#normal;
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

  /** The middle of an edge projected onto the tangent planes of both its ends, and their mean. */
  #placeMidpoints(): void {
    const { position } = this;
    const normal = this.#normal;
    const edges = this.#edges;
    let vertex = this.#cloth.mesh.count;
    for (let e = 0; e < edges.length; e += 2, vertex++) {
      const a = 3 * edges[e]!;
      const b = 3 * edges[e + 1]!;
      const dx = position[b]! - position[a]!;
      const dy = position[b + 1]! - position[a + 1]!;
      const dz = position[b + 2]! - position[a + 2]!;
      const riseA = dx * normal[a]! + dy * normal[a + 1]! + dz * normal[a + 2]!;
      const riseB = -dx * normal[b]! - dy * normal[b + 1]! - dz * normal[b + 2]!;
      // A middle that is hardly off its edge is put onto it: then no gap opens beside a large triangle.
      const isStraight = Math.abs(riseA) + Math.abs(riseB) < PLAIN_RISE_M;
      this.#isStraight[e / 2] = isStraight ? 1 : 0;
      const share = isStraight ? 0 : CURVED_SHARE / 4;
      for (let axis = 0; axis < 3; axis++) {
        const curve = (riseA * normal[a + axis]! + riseB * normal[b + axis]!) * share;
        position[3 * vertex + axis] = (position[a + axis]! + position[b + axis]!) / 2 - curve;
        normal[3 * vertex + axis] = normal[a + axis]! + normal[b + axis]!;
      }
      this.#normalise(vertex);
    }
  }

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
    const normal = this.#normal;
    const x = normal[3 * k]!;
    const y = normal[3 * k + 1]!;
    const z = normal[3 * k + 2]!;
    const scale = 1 / (Math.sqrt(x * x + y * y + z * z) + 1e-12);
    normal[3 * k] = x * scale;
    normal[3 * k + 1] = y * scale;
    normal[3 * k + 2] = z * scale;
  }

  #atEveryVertex(ofParticle: (k: number) => number): Float64Array {
    const values = new Float64Array(this.vertexCount);
    const { count } = this.#cloth.mesh;
    for (let k = 0; k < count; k++) values[k] = ofParticle(k);
    for (let e = 0; e < this.#edges.length; e += 2) {
      values[count + e / 2] = (values[this.#edges[e]!]! + values[this.#edges[e + 1]!]!) / 2;
    }
    return values;
  }
}

/** Light that also grazes what is turned a little away, as on fabric. */
function wrap(facing: number): number {
  return Math.max(0, (facing + 0.25) / 1.25);
}
