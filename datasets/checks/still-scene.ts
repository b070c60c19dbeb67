import { correlation, median } from './numbers.ts';
import { type Picture, THUMB_HEIGHT, THUMB_WIDTH } from './picture.ts';

/** A pixel that changes by less than this over an episode shows something that does not move. */
const STILL_LEVELS = 6;
/** A camera that stands still sees a still scene but for robot and object; one on the wrist does not. */
const LEAST_STILL_SHARE = 0.5;
const LEAST_PICTURES = 8;
/** How far a camera may have been pushed and still be found, in pixels of the small picture. */
const REACH = 4;

/** What a camera sees that does not move: the median of each pixel over the episode, and where it is still (1). */
export interface StillScene {
  scene: Uint8Array;
  still: Uint8Array;
}

/** Null for a camera that moves, or of which too few pictures are there. */
export function stillScene(pictures: readonly Picture[]): StillScene | null {
  if (pictures.length < LEAST_PICTURES) return null;
  const size = pictures[0]!.thumb.length;
  if (size !== THUMB_WIDTH * THUMB_HEIGHT) return null;
  const scene = new Uint8Array(size);
  const still = new Uint8Array(size);
  let count = 0;
  for (let i = 0; i < size; i += 1) {
    const values = pictures.map(({ thumb }) => thumb[i]!).sort((a, b) => a - b);
    const spread = values[Math.floor(0.9 * values.length)]! - values[Math.floor(0.1 * values.length)]!;
    scene[i] = median(values);
    if (spread <= STILL_LEVELS) {
      still[i] = 1;
      count += 1;
    }
  }
  return count < LEAST_STILL_SHARE * size ? null : { scene, still };
}

export interface Shift {
  dx: number;
  dy: number;
  /** Of what is still in both, at this shift; 1 where it is the same but for brightness and contrast. */
  likeness: number;
}

/** The shift of the second scene at which it is most like the first; ties go to the smaller one. */
export function shiftBetween(first: StillScene, second: StillScene): { still: Shift; best: Shift } {
  const still = { dx: 0, dy: 0, likeness: likenessAt(first, second, 0, 0) };
  let best = still;
  for (let dy = -REACH; dy <= REACH; dy += 1) {
    for (let dx = -REACH; dx <= REACH; dx += 1) {
      const likeness = likenessAt(first, second, dx, dy);
      if (likeness > best.likeness) best = { dx, dy, likeness };
    }
  }
  return { still, best };
}

function likenessAt(first: StillScene, second: StillScene, dx: number, dy: number): number {
  const a: number[] = [];
  const b: number[] = [];
  for (let y = REACH; y < THUMB_HEIGHT - REACH; y += 1) {
    for (let x = REACH; x < THUMB_WIDTH - REACH; x += 1) {
      const i = y * THUMB_WIDTH + x;
      const j = (y + dy) * THUMB_WIDTH + x + dx;
      if (first.still[i] === 0 || second.still[j] === 0) continue;
      a.push(first.scene[i]!);
      b.push(second.scene[j]!);
    }
  }
  return correlation(a, b);
}
