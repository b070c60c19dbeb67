import { FINGER, type FingerPose } from '../robot/finger-contact.ts';
import { type Colour, scale } from './colour.ts';
import type { Look } from './look.ts';

/** A box with a smaller or larger top, in the frame of its part: z up, from `bottom` to `top`. */
interface Block {
  part: 'left finger' | 'right finger' | 'body';
  centre: { x: number; y: number };
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

const halfThick = FINGER.thicknessM / 2;
const halfWide = FINGER.widthM / 2;

function fingerBlocks(part: 'left finger' | 'right finger', colour: Colour): Block[] {
  const centre = { x: 0, y: 0 };
  const thick = { x: halfThick, y: halfWide };
  return [
    {
      part,
      centre,
      bottomM: 0,
      topM: TIP_M,
      bottomHalf: { x: 0.8 * halfThick, y: 0.85 * halfWide },
      topHalf: thick,
      colour: TIP,
    },
    { part, centre, bottomM: TIP_M, topM: 0.05, bottomHalf: thick, topHalf: thick, colour },
    {
      part,
      centre,
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
    centre: { x: 0, y: 0 },
    bottomM: FINGER.lengthM + 0.005,
    topM: PALM_TOP_M,
    bottomHalf: { x: 0.062, y: 0.023 },
    topHalf: { x: 0.048, y: 0.023 },
    colour: BODY,
  },
  {
    part: 'body',
    centre: { x: 0, y: 0 },
    bottomM: PALM_TOP_M,
    topM: PALM_TOP_M + 0.02,
    bottomHalf: { x: 0.026, y: 0.024 },
    topHalf: { x: 0.026, y: 0.024 },
    colour: DARK,
  },
  {
    part: 'body',
    centre: { x: 0, y: 0 },
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

/** The gripper's visible surface: flat faces with a colour each, placed by a pose. */
export class GripperModel {
  readonly vertexCount = 8 * BLOCKS.length;
  readonly triangles: Uint16Array;
  /** Colour and brightness of a triangle. */
  readonly colours: readonly Colour[];
  readonly light: Float64Array;
  readonly position = new Float64Array(3 * this.vertexCount);
  /** The part that throws the shadow a person steers by: fingers and palm, without the mast. */
  readonly shadowTriangleCount = (BLOCKS.length - 1) * FACES.length * 2;

  constructor() {
    const triangles: number[] = [];
    const colours: Colour[] = [];
    BLOCKS.forEach((block, b) => {
      for (const [p, q, r, s] of FACES) {
        triangles.push(8 * b + p, 8 * b + q, 8 * b + r, 8 * b + p, 8 * b + r, 8 * b + s);
        colours.push(block.colour, block.colour);
      }
    });
    this.triangles = Uint16Array.from(triangles);
    this.colours = colours.map((colour) => scale(colour, 255));
    this.light = new Float64Array(colours.length);
  }

  update(pose: FingerPose, light: Look['light']): void {
    const cos = Math.cos(pose.yaw);
    const sin = Math.sin(pose.yaw);
    const offset = pose.width / 2 + halfThick;
    let i = 0;
    for (const { part, centre, bottomM, topM, bottomHalf, topHalf } of BLOCKS) {
      const shift = part === 'body' ? 0 : part === 'left finger' ? -offset : offset;
      for (let corner = 0; corner < 8; corner++) {
        const half = corner < 4 ? bottomHalf : topHalf;
        const [signX, signY] = CORNERS[corner % 4]!;
        const x = shift + centre.x + signX * half.x;
        const y = centre.y + signY * half.y;
        this.position[i++] = pose.x + cos * x - sin * y;
        this.position[i++] = pose.y + sin * x + cos * y;
        this.position[i++] = pose.z + (corner < 4 ? bottomM : topM);
      }
    }
    this.#lightFaces(light);
  }

  #lightFaces({ direction, ambient, direct }: Look['light']): void {
    const { position, triangles } = this;
    for (let t = 0; t < this.light.length; t++) {
      const a = 3 * triangles[3 * t]!;
      const b = 3 * triangles[3 * t + 1]!;
      const c = 3 * triangles[3 * t + 2]!;
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
      this.light[t] = ambient * (0.8 + (0.2 * z) / length) + direct * Math.max(0, facing);
    }
  }
}
