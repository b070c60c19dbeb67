/** Per second, second² and second³ of whatever moves; all positive. */
export interface MotionLimits {
  speed: number;
  acceleration: number;
  jerk: number;
}

export interface Motion {
  velocity: number;
  acceleration: number;
}

/** Distances to either side. */
export interface Room {
  below: number;
  above: number;
}

export const REST: Motion = { velocity: 0, acceleration: 0 };

/** Halvings of the wanted velocity on the search for the greatest one that is safe. */
const HALVINGS = 20;
/** What is left of a motion below this share of its greatest speed goes nowhere. */
const STANDSTILL = 1e-9;

/**
 * One period nearer to the wanted velocity. The acceleration changes by no more than the jerk allows, and is
 * never greater than what can still fade to 0 before the velocity passes the wanted one: from (v, a) it gains
 * at most a² / 2j on the way.
 */
export function advance(motion: Motion, wanted: number, limits: MotionLimits, periodS: number): Motion {
  const { speed, acceleration, jerk } = limits;
  const gap = clamp(wanted, -speed, speed) - motion.velocity;
  const change = jerk * periodS;
  const fading = (2 * jerk * gap) / (change + Math.sqrt(change ** 2 + 2 * jerk * Math.abs(gap)));
  const next = clamp(
    clamp(fading, -acceleration, acceleration),
    motion.acceleration - change,
    motion.acceleration + change,
  );
  // The outer clamp is for the last bit of a rounding only.
  return { velocity: clamp(motion.velocity + next * periodS, -speed, speed), acceleration: next };
}

/**
 * As {@link advance}, but never into a motion from which it could not stop within the room: of the wanted
 * velocity as much as leaves a way to brake, within the same limits. Where there is none, since something else
 * moved the robot or its edge, it brakes as the limits allow.
 *
 * @param room how far it may still go to either side; 0 where it is at the edge already or beyond
 * @param latenessS by which commands may come after their time, while the one before still acts
 */
export function advanceWithin(
  motion: Motion,
  wanted: number,
  room: Room,
  limits: MotionLimits,
  periodS: number,
  latenessS: number,
): { motion: Motion; isCut: boolean } {
  const isSafe = (next: Motion): boolean => {
    const { below, above } = reach(next, limits, periodS, latenessS);
    return below <= room.below && above <= room.above;
  };
  const full = advance(motion, wanted, limits, periodS);
  if (isSafe(full)) return { motion: full, isCut: false };
  let best = advance(motion, 0, limits, periodS);
  if (isSafe(best)) {
    let [safe, unsafe] = [0, 1];
    for (let i = 0; i < HALVINGS; i += 1) {
      const share = (safe + unsafe) / 2;
      const next = advance(motion, share * wanted, limits, periodS);
      if (isSafe(next)) [safe, best] = [share, next];
      else unsafe = share;
    }
  }
  return { motion: best, isCut: true };
}

/** How far to either side a motion goes from its command on, when it brakes with the next one. */
function reach(first: Motion, limits: MotionLimits, periodS: number, latenessS: number): Room {
  const standstill = STANDSTILL * limits.speed;
  let position = 0;
  let [below, above] = [0, 0];
  let [fastestBelow, fastestAbove] = [0, 0];
  let motion = first;
  while (Math.abs(motion.velocity) + Math.abs(motion.acceleration) * periodS > standstill) {
    position += motion.velocity * periodS;
    below = Math.max(below, -position);
    above = Math.max(above, position);
    fastestBelow = Math.max(fastestBelow, -motion.velocity);
    fastestAbove = Math.max(fastestAbove, motion.velocity);
    motion = advance(motion, 0, limits, periodS);
  }
  // However many commands are late, each by no more than this, what they add up to is at most this.
  return { below: below + fastestBelow * latenessS, above: above + fastestAbove * latenessS };
}

/** 0 for what is no number: a value that nobody can mean must not move anything. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value)) || 0;
}
