import { z } from 'zod';
import { fromMs, toMs } from '../../core/time.ts';
import { coverPlan, playPlan } from './free-plans.ts';
import {
  failPlan,
  missPlan,
  type Plan,
  recoverPlan,
  type Step,
  succeedPlan,
  type Target,
} from './operator-plans.ts';
import { Random } from './random.ts';
import type { Truth } from './truth.ts';

/** How a person's hand differs from a machine: the model of i-S2R (arXiv:2207.06572), with our own values. */
export const operatorParametersSchema = z.strictObject({
  /** Between something happening and the hand answering. */
  reactionDelayMs: z.number().min(0).max(2000).default(180),
  /** Standard deviation of the unwanted speed of the hand. */
  tremorMmps: z.number().min(0).max(100).default(4),
  approachSpeedMps: z.number().positive().max(1).default(0.14),
  /** Standard deviation of where the grasp lands, in x and in y. */
  graspOffsetM: z.number().min(0).max(0.1).default(0.01),
  /** What a full deflection of an axis means: the robot profile's greatest speeds. */
  maxLinearMps: z.number().positive().default(0.15),
  maxYawRadps: z.number().positive().default(1.2),
});

export type OperatorParameters = z.output<typeof operatorParametersSchema>;

/** What a phase asks for; `miss` is another way to fail, `cover` and `play` are two ways to fill a free one. */
export type OperatorIntent = 'succeed' | 'fail' | 'miss' | 'recover' | 'cover' | 'play' | 'idle';

export interface OperatorView {
  timeNs: bigint;
  truth: Truth;
  intent: OperatorIntent;
}

export interface OperatorDecision {
  /** −1 … 1 of the greatest speed. */
  axes: { x: number; y: number; z: number; yaw: number };
  isGripperClosed: boolean;
  isDeadManHeld: boolean;
  /** The operator would mark the end of the phase now; the next update begins anew. */
  isDone: boolean;
  /** The attempt to succeed has come to nothing; the next update begins anew. */
  isFailed: boolean;
}

const PLANS = {
  succeed: succeedPlan,
  fail: failPlan,
  miss: missPlan,
  recover: recoverPlan,
  cover: coverPlan,
  play: playPlan,
};

/** Proportional steering of a hand, per second; with the reaction delay it stays well damped. */
const STEERING_PER_S = 3;
const TREMOR_CORRELATION_S = 0.05;
/** Of random numbers: a hand that errs by the numbers that laid the shirt out would err the same way wherever it lies. */
const OPERATOR_STREAM = 4;
/** Without updates for this long, a new episode has begun. */
const PAUSE_MS = 500;

/**
 * Stands in for a person: sees the truth late, steers with an unsteady hand through the same limits, and
 * marks phases. Pure: time and truth come in, a decision goes out; equal seeds and inputs, equal decisions.
 */
export class ScriptedOperator {
  readonly #parameters: OperatorParameters;
  readonly #random: Random;
  /** What happened and was not yet seen, oldest first. */
  readonly #unseen: { timeNs: bigint; truth: Truth }[] = [];
  readonly #tremorMps = { x: 0, y: 0, z: 0 };
  #seen: Truth | null = null;
  #intent: OperatorIntent = 'idle';
  /** What the hand does now; null before and after a plan. */
  #step: Step | null = null;
  /** What it does after that. */
  #plan: Plan[number][] = [];
  #stepStartNs = 0n;
  #lastNs: bigint | null = null;
  #isGripperClosed = false;

  constructor(parameters: OperatorParameters, seed: number) {
    this.#parameters = parameters;
    this.#random = new Random(seed, OPERATOR_STREAM);
  }

  /** To be called 50 times a second. */
  update({ timeNs, truth, intent }: OperatorView): OperatorDecision {
    const periodMs = this.#lastNs === null ? 0 : toMs(timeNs - this.#lastNs);
    this.#lastNs = timeNs;
    const isNewScene = this.#seen !== null && this.#seen.seed !== truth.seed;
    if (isNewScene || periodMs > PAUSE_MS) this.#forget();
    if (intent !== this.#intent) this.#step = null;
    this.#intent = intent;
    this.#look(timeNs, truth);
    if (intent === 'idle' || this.#seen === null) return this.#rest(intent !== 'idle');

    if (this.#step === null) {
      this.#plan = [...PLANS[intent](this.#seen, this.#random, this.#parameters.graspOffsetM)];
      this.#begin(this.#plan.shift()!, this.#seen, timeNs);
    }
    return this.#act(this.#seen, timeNs, periodMs / 1000);
  }

  #act(seen: Truth, timeNs: bigint, periodS: number): OperatorDecision {
    let step = this.#step!;
    const isFailed = step.hasFailed?.(seen, this.#stepMs(timeNs)) ?? false;
    let isDone = false;
    while (!isFailed && !isDone && step.isOver(seen, this.#stepMs(timeNs))) {
      const next = this.#plan.shift();
      if (next === undefined) isDone = true;
      else step = this.#begin(next, seen, timeNs);
    }
    if (isDone || isFailed) this.#step = null;
    else this.#isGripperClosed = step.isGripperClosed;
    return {
      axes: this.#steer(seen, step.target, step.speedShare, periodS),
      isGripperClosed: this.#isGripperClosed,
      isDeadManHeld: true,
      isDone,
      isFailed,
    };
  }

  #begin(makeStep: Plan[number], seen: Truth, timeNs: bigint): Step {
    this.#stepStartNs = timeNs;
    this.#step = makeStep(seen);
    return this.#step;
  }

  #stepMs(timeNs: bigint): number {
    return toMs(timeNs - this.#stepStartNs);
  }

  #look(timeNs: bigint, truth: Truth): void {
    this.#unseen.push({ timeNs, truth });
    const seenUntilNs = timeNs - fromMs(this.#parameters.reactionDelayMs);
    while (this.#unseen.length > 0 && this.#unseen[0]!.timeNs <= seenUntilNs) {
      this.#seen = this.#unseen.shift()!.truth;
    }
  }

  #forget(): void {
    this.#unseen.length = 0;
    this.#seen = null;
    this.#step = null;
    this.#isGripperClosed = false;
  }

  #rest(isDeadManHeld: boolean): OperatorDecision {
    const axes = { x: 0, y: 0, z: 0, yaw: 0 };
    return { axes, isGripperClosed: this.#isGripperClosed, isDeadManHeld, isDone: false, isFailed: false };
  }

  #steer({ gripper }: Truth, target: Target, speedShare: number, periodS: number): OperatorDecision['axes'] {
    const { approachSpeedMps, maxLinearMps, maxYawRadps } = this.#parameters;
    const { x, y, z } = gripper.positionM;
    const wantedX = STEERING_PER_S * (target.x - x);
    const wantedY = STEERING_PER_S * (target.y - y);
    const wantedZ = STEERING_PER_S * (target.z - z);
    const speed = Math.hypot(wantedX, wantedY, wantedZ);
    const cut = Math.min(1, (speedShare * approachSpeedMps) / (speed + 1e-9));
    this.#tremble(periodS);
    return {
      x: deflection(wantedX * cut + this.#tremorMps.x, maxLinearMps),
      y: deflection(wantedY * cut + this.#tremorMps.y, maxLinearMps),
      z: deflection(wantedZ * cut + this.#tremorMps.z, maxLinearMps),
      yaw: deflection(STEERING_PER_S * (target.yaw - gripper.yawRad), maxYawRadps),
    };
  }

  /** Noise that forgets itself within a twentieth of a second, as the tremor of a hand does. */
  #tremble(periodS: number): void {
    const keep = Math.exp(-periodS / TREMOR_CORRELATION_S);
    const fresh = Math.sqrt(1 - keep * keep) * (this.#parameters.tremorMmps / 1000);
    this.#tremorMps.x = keep * this.#tremorMps.x + this.#random.normal(0, fresh);
    this.#tremorMps.y = keep * this.#tremorMps.y + this.#random.normal(0, fresh);
    this.#tremorMps.z = keep * this.#tremorMps.z + this.#random.normal(0, fresh);
  }
}

function deflection(speed: number, maxSpeed: number): number {
  return Math.min(1, Math.max(-1, speed / maxSpeed));
}
