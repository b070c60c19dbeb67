import type { Plan, Step, Target } from './operator-plans.ts';
import type { Random } from './random.ts';
import type { Truth } from './truth.ts';

/** A hand that has not arrived by then goes on. */
const PATIENCE_MS = 4000;
const CLOSE_ENOUGH_M = 0.02;
const GRIP_MS = 600;
/** The parts of the workspace that coverage must see. */
const PLACES = [
  { x: -0.24, y: -0.19 },
  { x: 0.24, y: -0.19 },
  { x: 0.24, y: 0.19 },
  { x: -0.24, y: 0.19 },
  { x: 0, y: 0 },
];
/** Nothing on the table is touched above this. */
const CLEAR_M = { low: 0.16, high: 0.4 };
const PLAY_ROUNDS = 3;
const REACH_M = { x: 0.28, y: 0.23 };
const MAX_TURN_RAD = 1.2;

/** Every part of the workspace once, in some order and height, open and closed, without touching the shirt. */
export function coverPlan(_seen: Truth, random: Random): Plan {
  const places = [...PLACES];
  const visits: Plan[number][] = [];
  while (places.length > 0) {
    const [place] = places.splice(random.integer(places.length), 1);
    const target = {
      x: place!.x,
      y: place!.y,
      z: random.uniform(CLEAR_M.low, CLEAR_M.high),
      yaw: random.uniform(-MAX_TURN_RAD, MAX_TURN_RAD),
    };
    visits.push(goTo(target, random.next() < 0.5));
  }
  return visits;
}

/** Now and again into the shirt somewhere: pinch or push, lift it a little, carry it aside, let go. */
export function playPlan(_seen: Truth, random: Random): Plan {
  return Array.from({ length: PLAY_ROUNDS }, () => playRound(random)).flat();
}

function playRound(random: Random): Plan {
  const away = { x: random.normal(0, 0.1), y: random.normal(0, 0.08) };
  const aside = { x: random.normal(0, 0.06), y: random.normal(0, 0.06) };
  const yaw = random.uniform(-MAX_TURN_RAD, MAX_TURN_RAD);
  const heightM = random.uniform(0.05, 0.25);
  const isPinch = random.next() < 0.75;
  let place: Target = { x: 0, y: 0, z: 0, yaw };
  const at = (change: Partial<Target>): Target => inReach({ ...place, ...change });
  return [
    (seen) => {
      const { centreM } = seen.shirt;
      place = inReach({ x: centreM.x + away.x, y: centreM.y + away.y, z: 0.1, yaw });
      return goTo(place, false)(seen);
    },
    (seen) => goTo(at({ z: 0 }), !isPinch)(seen),
    (seen) => ({ ...goTo(at({ z: 0 }), true)(seen), isOver: (_now, stepMs) => stepMs > GRIP_MS }),
    (seen) => goTo(at({ z: isPinch ? heightM : 0 }), true)(seen),
    (seen) => {
      place = at({ x: place.x + aside.x, y: place.y + aside.y, z: isPinch ? heightM : 0 });
      return goTo(place, true)(seen);
    },
    (seen) => goTo(at({ z: heightM }), false)(seen),
  ];
}

function goTo(target: Target, isGripperClosed: boolean): (seen: Truth) => Step {
  return () => ({
    target,
    isGripperClosed,
    speedShare: 1,
    isOver: ({ gripper: { positionM } }, stepMs) =>
      stepMs > PATIENCE_MS ||
      Math.hypot(positionM.x - target.x, positionM.y - target.y, positionM.z - target.z) < CLOSE_ENOUGH_M,
  });
}

function inReach({ x, y, z, yaw }: Target): Target {
  const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));
  return { x: within(x, REACH_M.x), y: within(y, REACH_M.y), z, yaw };
}
