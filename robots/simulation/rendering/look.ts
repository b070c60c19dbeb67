import { Random } from '../random.ts';
import type { Vector } from './camera.ts';
import { type Colour, distance, hsv, luma, mix, scale } from './colour.ts';

export const SHIRT_PATTERNS = ['plain', 'stripes', 'dots', 'blocks', 'checks'] as const;
export const TABLE_SURFACES = ['wood', 'mat', 'linen', 'stone'] as const;

/** Everything of a scene that only cameras see. */
export interface Look {
  shirt: {
    pattern: (typeof SHIRT_PATTERNS)[number];
    base: Colour;
    accent: Colour;
    collar: Colour;
    /** Width of a stripe, distance of dots. */
    periodM: number;
  };
  table: { surface: (typeof TABLE_SURFACES)[number]; base: Colour; line: Colour };
  floor: Colour;
  light: {
    /** Towards the light; of length 1. */
    direction: Vector;
    ambient: number;
    direct: number;
  };
  seed: number;
}

/** A stream of its own: a look never changes how the shirt lies. */
const LOOK_STREAM = 1;
const MIN_CONTRAST = 0.17;
const COLLAR_COLOURS: readonly Colour[] = [
  { r: 0.98, g: 0.98, b: 0.96 },
  { r: 1, g: 0.8, b: 0.05 },
  { r: 0.85, g: 0.08, b: 0.1 },
  { r: 0.05, g: 0.7, b: 0.75 },
  { r: 0.08, g: 0.1, b: 0.28 },
];

/** The look of an episode; the same seed gives the same. */
export function drawLook(seed: number): Look {
  const random = new Random(seed, LOOK_STREAM);
  const table = drawTable(random);
  const base = drawShirtColour(random, table.base);
  const accent = luma(base) > 0.55 ? hsv(random.next(), 0.65, 0.5) : hsv(random.next(), 0.25, 0.95);
  // From the operator's side, left or right: what the operator sees of the robot is lit.
  const azimuth = random.uniform(-0.9, -0.1) * Math.PI;
  const tilt = random.uniform(0.3, 0.6);
  const direct = random.uniform(0.5, 0.62);
  return {
    shirt: {
      pattern: random.pick(SHIRT_PATTERNS),
      base,
      accent,
      collar: drawCollarColour(random, base, accent),
      periodM: random.uniform(0.035, 0.06),
    },
    table,
    floor: scale(mix(table.base, { r: 0.4, g: 0.42, b: 0.45 }, 0.75), random.uniform(0.45, 0.7)),
    light: {
      direction: {
        x: Math.cos(azimuth) * Math.sin(tilt),
        y: Math.sin(azimuth) * Math.sin(tilt),
        z: Math.cos(tilt),
      },
      ambient: random.uniform(0.98, 1.08) - direct,
      direct,
    },
    seed,
  };
}

function drawTable(random: Random): Look['table'] {
  const surface = random.pick(TABLE_SURFACES);
  const bases: Record<typeof surface, () => Colour> = {
    wood: () => hsv(random.uniform(0.06, 0.1), random.uniform(0.35, 0.55), random.uniform(0.5, 0.75)),
    mat: () => hsv(random.uniform(0.4, 0.62), random.uniform(0.25, 0.45), random.uniform(0.3, 0.5)),
    linen: () => hsv(random.uniform(0.08, 0.16), random.uniform(0.06, 0.18), random.uniform(0.72, 0.86)),
    stone: () => hsv(random.uniform(0.5, 0.7), random.uniform(0.03, 0.1), random.uniform(0.4, 0.62)),
  };
  const base = bases[surface]();
  return {
    surface,
    base,
    line: luma(base) > 0.5 ? scale(base, 0.82) : mix(base, { r: 1, g: 1, b: 1 }, 0.22),
  };
}

/** Drawn until a person tells it from the table at a glance. */
function drawShirtColour(random: Random, table: Colour): Colour {
  let colour: Colour;
  do {
    colour = hsv(random.next(), random.uniform(0.1, 0.75), random.uniform(0.4, 0.92));
  } while (Math.abs(luma(colour) - luma(table)) < MIN_CONTRAST);
  return colour;
}

/** The collar is what the task is about: one of the two colours that stand out most from the shirt's. */
function drawCollarColour(random: Random, base: Colour, accent: Colour): Colour {
  const contrast = (colour: Colour) => Math.min(distance(colour, base), distance(colour, accent));
  const best = [...COLLAR_COLOURS].sort((a, b) => contrast(b) - contrast(a));
  return best[random.integer(2)]!;
}
