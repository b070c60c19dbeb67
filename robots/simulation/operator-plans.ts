import type { Random } from './random.ts';
import type { CollarPoint, Truth } from './truth.ts';

/** Where the fingertips shall be: metres and radians in the table's frame. */
export interface Target {
  x: number;
  y: number;
  z: number;
  yaw: number;
}

/** One thing a hand does until it sees that it is over. */
export interface Step {
  target: Target;
  isGripperClosed: boolean;
  /** Of the operator's approach speed. */
  speedShare: number;
  isOver(seen: Truth, stepMs: number): boolean;
  /** Seen during the step, this means that the plan has come to nothing. */
  hasFailed?(seen: Truth, stepMs: number): boolean;
}

const HOVER_M = 0.1;
/** Pre-grasp view after a failure: the collar in sight, the hand out of the way. */
const VIEW_M = 0.16;
const TOP_M = 0.44;
const MAX_YAW_RAD = 1.45;
const CLOSING_MS = 800;
/** By then a shirt that is held at all hangs clear. */
const LIFT_MS = 7000;
/** Half of the failures hold too little, the kind that looks most like a success. */
const FAILURES = ['beside', 'above', 'too little', 'too little'] as const;
/** Those of them that begin like a success. */
const MISSES = ['above', 'too little', 'too little'] as const;
/** How far the grasp lands outwards of the place aimed at. */
const MISS_M: Record<(typeof FAILURES)[number], [number, number]> = {
  beside: [0.075, 0.11],
  above: [0, 0],
  'too little': [0.018, 0.034],
};
/** A hand stays on the table's inner part. */
const REACH_M = { x: 0.28, y: 0.23 };

/** What a hand does, one step after the other; each is decided on when it begins, by what is seen then. */
export type Plan = readonly ((seen: Truth) => Step)[];

/** Grasp close to the collar, lift, and hold until the task counts as done. */
export function succeedPlan(seen: Truth, random: Random, graspOffsetM: number): Plan {
  const aim = aimAt(chooseCollarPoint(seen, random), seen, random, graspOffsetM);
  return [
    ...graspSteps(aim, { ...aim, z: 0 }),
    () => ({
      target: { ...aim, z: TOP_M },
      isGripperClosed: true,
      speedShare: 1,
      isOver: ({ isSuccess }) => isSuccess,
      hasFailed: ({ held, gripper }, stepMs) =>
        (held.count === 0 && gripper.positionM.z > 0.1) ||
        (gripper.positionM.z > TOP_M - 0.02 && stepMs > LIFT_MS),
    }),
  ];
}

/** A try that looks like a grasp and is none; the hand lets go of what it holds by accident. */
export function failPlan(seen: Truth, random: Random, graspOffsetM: number): Plan {
  const failure = random.pick(FAILURES);
  const point = chooseCollarPoint(seen, random);
  const missM = random.uniform(...MISS_M[failure]);
  const aim = outwards(aimAt(point, seen, random, graspOffsetM), seen, missM);
  const heightM = failure === 'above' ? tooHigh(point, random) : 0;
  const lifted = { ...aim, z: heightM + random.uniform(0.13, 0.2) };
  return failedSteps(
    aim,
    { ...aim, z: heightM },
    lifted,
    ({ gripper, held }) => held.count === 0 && gripper.positionM.z > heightM + 0.1,
  );
}

/**
 * Comes as for a grasp and goes wrong on the way down: closes too early, or next to the collar. That is noticed
 * sooner or later. Up to then it looks like a success, and so do its pictures: the failure of a policy.
 */
export function missPlan(seen: Truth, random: Random, graspOffsetM: number): Plan {
  const failure = random.pick(MISSES);
  const point = chooseCollarPoint(seen, random);
  const aim = aimAt(point, seen, random, graspOffsetM);
  const reached = outwards(aim, seen, random.uniform(...MISS_M[failure]));
  const heightM = failure === 'above' ? tooHigh(point, random) : 0;
  const lifted = { ...reached, z: random.uniform(heightM + 0.13, TOP_M) };
  return failedSteps(
    aim,
    { ...reached, z: heightM },
    lifted,
    // Higher up, even too little may hold the shirt clear of the table.
    ({ gripper, held }) => held.count > 0 && gripper.positionM.z > 0.22,
  );
}

/** Open, and back up to where the next attempt begins. */
export function recoverPlan(_seen: Truth, random: Random, graspOffsetM: number): Plan {
  return [
    ({ gripper }) => ({
      target: { ...gripper.positionM, yaw: gripper.yawRad },
      isGripperClosed: false,
      speedShare: 1,
      isOver: (seen) => seen.held.count === 0 && seen.gripper.widthM > 0.06,
    }),
    (seen) => {
      const view = { ...aimAt(chooseCollarPoint(seen, random), seen, random, graspOffsetM), z: VIEW_M };
      return { target: view, isGripperClosed: false, speedShare: 1, isOver: (now) => isAt(now, view, 0.012) };
    },
  ];
}

/** Over `aim`, down to `grasp` and closed there, up until it is noticed, and open. */
function failedSteps(
  aim: Target,
  grasp: Target,
  lifted: Target,
  isNoticedBefore: (seen: Truth) => boolean,
): Plan {
  return [
    ...graspSteps(aim, grasp),
    () => ({
      target: lifted,
      isGripperClosed: true,
      speedShare: 1,
      isOver: (seen) => seen.gripper.positionM.z > lifted.z - 0.02 || isNoticedBefore(seen),
    }),
    () => ({ target: lifted, isGripperClosed: false, speedShare: 1, isOver: ({ held }) => held.count === 0 }),
  ];
}

function graspSteps(aim: Target, grasp: Target): Plan {
  const above = { ...aim, z: grasp.z + HOVER_M };
  return [
    () => ({
      target: above,
      isGripperClosed: false,
      speedShare: 1,
      isOver: (seen) => isAt(seen, above, 0.006),
    }),
    () => ({
      target: grasp,
      isGripperClosed: false,
      speedShare: 0.7,
      isOver: ({ gripper }) => gripper.positionM.z < grasp.z + 0.002,
    }),
    () => ({
      target: grasp,
      isGripperClosed: true,
      speedShare: 0.7,
      isOver: (_seen, stepMs) => stepMs > CLOSING_MS,
    }),
  ];
}

function tooHigh({ positionM, coverM }: CollarPoint, random: Random): number {
  return positionM.z + coverM + random.uniform(0.01, 0.03);
}

/** One of the three places that promise most: on top, with much fabric around, not far from the hand. */
function chooseCollarPoint(seen: Truth, random: Random): CollarPoint {
  const promise = ({ supportCount, coverM, positionM }: CollarPoint) =>
    supportCount -
    150 * coverM -
    8 * Math.hypot(positionM.x - seen.gripper.positionM.x, positionM.y - seen.gripper.positionM.y);
  const best = [...seen.collarPoints].sort((a, b) => promise(b) - promise(a));
  return best[random.integer(Math.min(3, best.length))]!;
}

/** Fingers across the collar's edge, on whichever of the two equal turns is nearer. */
function aimAt(
  { positionM, tangentRad }: CollarPoint,
  seen: Truth,
  random: Random,
  graspOffsetM: number,
): Target {
  const turn = Math.PI * Math.round((seen.gripper.yawRad - tangentRad) / Math.PI);
  const yaw = tangentRad + turn;
  return inReach({
    x: positionM.x + random.normal(0, graspOffsetM),
    y: positionM.y + random.normal(0, graspOffsetM),
    z: positionM.z,
    yaw: Math.abs(yaw) <= MAX_YAW_RAD ? yaw : yaw - Math.PI * Math.sign(yaw),
  });
}

function outwards(aim: Target, { shirt }: Truth, byM: number): Target {
  const x = aim.x - shirt.centreM.x;
  const y = aim.y - shirt.centreM.y;
  const share = byM / (Math.hypot(x, y) || 1);
  return inReach({ ...aim, x: aim.x + share * x, y: aim.y + share * y });
}

function inReach({ x, y, z, yaw }: Target): Target {
  return {
    x: Math.min(REACH_M.x, Math.max(-REACH_M.x, x)),
    y: Math.min(REACH_M.y, Math.max(-REACH_M.y, y)),
    z,
    yaw: Math.min(MAX_YAW_RAD, Math.max(-MAX_YAW_RAD, yaw)),
  };
}

function isAt({ gripper: { positionM, yawRad } }: Truth, target: Target, toleranceM: number): boolean {
  const aside = Math.hypot(positionM.x - target.x, positionM.y - target.y);
  return (
    aside < toleranceM && Math.abs(positionM.z - target.z) < 0.02 && Math.abs(yawRad - target.yaw) < 0.12
  );
}
