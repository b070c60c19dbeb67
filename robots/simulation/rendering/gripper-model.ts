import { FINGER, type FingerPose } from '../robot/finger-contact.ts';
import { type Colour, pack } from './colour.ts';
import type { Look } from './look.ts';
import { type Side, type Surface, TEXTURE_WIDTH_PX } from './rasteriser.ts';

/** A box with a smaller or larger top, in the frame of its part: z up, from `bottom` to `top`. */
interface Block {
  part: 'left finger' | 'right finger' | 'body';
  bottomM: number;
  topM: number;
  bottomHalf: { x: number; y: number };
  topHalf: { x: number; y: number };
  colour: Colour;
}

const STEEL: Colour = { r: 0.78, g: 0.8, b: 0.83 };
const DARK: Colour = { r: 0.2, g: 0.21, b: 0.24 };
const BODY: Colour = { r: 0.88, g: 0.88, b: 0.86 };
const TIP: Colour = { r: 0.98, g: 0.55, b: 0.1 };
/** One finger has a marked back, so that a person sees which way the wrist is turned. */
const MARK: Colour = { r: 0.1, g: 0.45, b: 0.95 };
const TIP_M = 0.014;
const PALM_TOP_M = 0.118;

const HALF_THICK_M = FINGER.thicknessM / 2;
const HALF_WIDE_M = FINGER.widthM / 2;

function fingerBlocks(part: 'left finger' | 'right finger', colour: Colour): Block[] {
  const thick = { x: HALF_THICK_M, y: HALF_WIDE_M };
  return [
    {
      part,
      bottomM: 0,
      topM: TIP_M,
      bottomHalf: { x: 0.8 * HALF_THICK_M, y: 0.85 * HALF_WIDE_M },
      topHalf: thick,
      colour: TIP,
    },
    { part, bottomM: TIP_M, topM: 0.05, bottomHalf: thick, topHalf: thick, colour },
    {
      part,
      bottomM: 0.05,
      topM: FINGER.lengthM + 0.005,
      bottomHalf: thick,
      topHalf: { x: 0.009, y: 0.018 },
      colour: DARK,
    },
  ];
}

const BLOCKS: readonly Block[] = [
  ...fingerBlocks('left finger', STEEL),
  ...fingerBlocks('right finger', MARK),
  {
    part: 'body',
    bottomM: FINGER.lengthM + 0.005,
    topM: PALM_TOP_M,
    bottomHalf: { x: 0.062, y: 0.023 },
    topHalf: { x: 0.048, y: 0.023 },
    colour: BODY,
  },
  {
    part: 'body',
    bottomM: PALM_TOP_M,
    topM: PALM_TOP_M + 0.02,
    bottomHalf: { x: 0.026, y: 0.024 },
    topHalf: { x: 0.026, y: 0.024 },
    colour: DARK,
  },
  {
    part: 'body',
    bottomM: PALM_TOP_M + 0.02,
    topM: 0.75,
    bottomHalf: { x: 0.019, y: 0.019 },
    topHalf: { x: 0.019, y: 0.019 },
    colour: { r: 0.6, g: 0.62, b: 0.66 },
  },
];

/** Corners of a block: 0–3 around the bottom, 4–7 around the top, counter-clockwise from above. */
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;
/** Four corners a face, counter-clockwise seen from outside. */
const FACES = [
  [0, 3, 2, 1],
  [4, 5, 6, 7],
  [0, 1, 5, 4],
  [1, 2, 6, 5],
  [2, 3, 7, 6],
  [3, 0, 4, 7],
] as const;
const VERTICES_PER_BLOCK = 4 * FACES.length;
const TRIANGLES_PER_BLOCK = 2 * FACES.length;

/** The gripper's visible surface: flat faces, so each has corners of its own, placed by a pose. */
export class GripperModel implements Surface {
  readonly vertexCount = VERTICES_PER_BLOCK * BLOCKS.length;
  readonly triangles: Uint16Array;
  readonly triangleCount = TRIANGLES_PER_BLOCK * BLOCKS.length;
  /** The part that throws the shadow a person steers by: fingers and palm, without the mast. */
  readonly shadowTriangles: Uint16Array;
  /** A palette: one texel a block. */
  readonly side: Side;
  readonly textureU: Float64Array;
  readonly textureV = new Float64Array(this.vertexCount);
  /** x, y, z one after the other. */
  readonly position = new Float64Array(3 * this.vertexCount);
  readonly #corners = new Float64Array(3 * 8);

  constructor() {
    const triangles: number[] = [];
    for (let first = 0; first < this.vertexCount; first += 4) {
      triangles.push(first, first + 1, first + 2, first, first + 2, first + 3);
    }
    this.triangles = Uint16Array.from(triangles);
    this.shadowTriangles = this.triangles.subarray(0, 3 * TRIANGLES_PER_BLOCK * (BLOCKS.length - 1));
    const texture = new Int32Array(TEXTURE_WIDTH_PX);
    BLOCKS.forEach(({ colour }, b) => {
      texture[b] = pack(colour);
    });
    this.side = { texture, light: new Float64Array(this.vertexCount) };
    this.textureU = Float64Array.from(
      this.side.light,
      (_, vertex) => Math.floor(vertex / VERTICES_PER_BLOCK) + 0.5,
    );
  }

  update(pose: FingerPose, light: Look['light']): void {
    BLOCKS.forEach((block, b) => {
      this.#placeCorners(block, pose);
      FACES.forEach((face, f) => {
        const first = VERTICES_PER_BLOCK * b + 4 * f;
        for (let n = 0; n < 4; n++) {
          const corner = 3 * face[n]!;
          for (let axis = 0; axis < 3; axis++) {
            this.position[3 * (first + n) + axis] = this.#corners[corner + axis]!;
          }
        }
        this.side.light.fill(this.#faceLight(first, light), first, first + 4);
      });
    });
  }

  #placeCorners({ part, bottomM, topM, bottomHalf, topHalf }: Block, pose: FingerPose): void {
    const cos = Math.cos(pose.yaw);
    const sin = Math.sin(pose.yaw);
    const offset = pose.width / 2 + HALF_THICK_M;
    const shift = part === 'body' ? 0 : part === 'left finger' ? -offset : offset;
    for (let corner = 0; corner < 8; corner++) {
      const half = corner < 4 ? bottomHalf : topHalf;
      const [signX, signY] = CORNERS[corner % 4]!;
      const x = shift + signX * half.x;
      const y = signY * half.y;
      this.#corners[3 * corner] = pose.x + cos * x - sin * y;
      this.#corners[3 * corner + 1] = pose.y + sin * x + cos * y;
      this.#corners[3 * corner + 2] = pose.z + (corner < 4 ? bottomM : topM);
    }
  }

  /** Painted metal: never dark, since a person steers by it. */
  #faceLight(first: number, { direction }: Look['light']): number {
    const { position } = this;
    const [a, b, c] = [3 * first, 3 * first + 3, 3 * first + 6];
    const abX = position[b]! - position[a]!;
    const abY = position[b + 1]! - position[a + 1]!;
    const abZ = position[b + 2]! - position[a + 2]!;
    const acX = position[c]! - position[a]!;
    const acY = position[c + 1]! - position[a + 1]!;
    const acZ = position[c + 2]! - position[a + 2]!;
    const x = abY * acZ - abZ * acY;
    const y = abZ * acX - abX * acZ;
    const z = abX * acY - abY * acX;
    const length = Math.sqrt(x * x + y * y + z * z);
    const facing = (x * direction.x + y * direction.y + z * direction.z) / length;
    return Math.min(1, 0.6 + (0.1 * z) / length + 0.36 * Math.max(0, (facing + 0.3) / 1.3));
  }
}
