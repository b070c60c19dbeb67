import type { DriveAxis } from '../../core/contract/input.ts';
import { AXIS_WORDS } from '../shared/axis-words.ts';

/** One look at the device. */
export interface TestSample {
  /** What the device means, −1 … 1. */
  axes: Partial<Record<DriveAxis, number>>;
  /** The same axes before their dead zone; of keys there is nothing to tell. */
  raw: Partial<Record<DriveAxis, number>>;
  isDeadManHeld: boolean;
}

/** Hands off; hold the dead-man and move everything; let go; the verdict. */
export type TestStep = 'rest' | 'move' | 'release' | 'done';

interface Extent {
  least: number;
  most: number;
}

const REST_MS = 1_500;
const RELEASE_MS = 1_500;
/** After letting go, a stick takes a moment to spring back. */
const SPRING_MS = 700;
/** An axis that comes less far than this would make the robot slow without a reason that anybody sees. */
const FAR = 0.8;

/**
 * An operator's test of an input device, with the robot held: it catches sticks that drift at rest, axes that
 * read zero or reach one side only, and a dead-man that is not felt or sticks.
 *
 * @param axes what the robot can be driven in and the device is mapped to
 */
export class SelfTestRun {
  readonly axes: readonly DriveAxis[];
  readonly #deadZone: number;
  readonly #atRest = new Map<DriveAxis, number>();
  readonly #extents = new Map<DriveAxis, Extent>();
  readonly #atEnd = new Map<DriveAxis, number>();
  #step: TestStep = 'rest';
  #stepSinceMs: number | null = null;
  #wasHeldAtRest = false;
  #wasHeld = false;
  #isHeldAtEnd = false;

  constructor(axes: readonly DriveAxis[], deadZone: number) {
    this.axes = axes;
    this.#deadZone = deadZone;
  }

  get step(): TestStep {
    return this.#step;
  }

  get isDone(): boolean {
    return this.#step === 'done';
  }

  get isDeadManSeen(): boolean {
    return this.#wasHeld;
  }

  extent(axis: DriveAxis): Extent {
    return this.#extents.get(axis) ?? { least: 0, most: 0 };
  }

  isReached(axis: DriveAxis): boolean {
    const { least, most } = this.extent(axis);
    return least <= -FAR && most >= FAR;
  }

  /** @param nowMs on any clock that never steps back */
  see(sample: TestSample, nowMs: number): void {
    this.#stepSinceMs ??= nowMs;
    const sinceMs = nowMs - this.#stepSinceMs;
    if (this.#step === 'rest') {
      this.#wasHeldAtRest ||= sample.isDeadManHeld;
      this.#keepLargest(this.#atRest, sample);
      if (sinceMs >= REST_MS) this.#goTo('move', nowMs);
    } else if (this.#step === 'move') {
      this.#wasHeld ||= sample.isDeadManHeld;
      for (const axis of this.axes) this.#stretch(axis, sample.axes[axis] ?? 0);
      if (this.#wasHeld && this.axes.every((axis) => this.isReached(axis))) this.#goTo('release', nowMs);
    } else if (this.#step === 'release') {
      if (sinceMs >= SPRING_MS) this.#keepLargest(this.#atEnd, sample);
      this.#isHeldAtEnd = sample.isDeadManHeld;
      if (sinceMs >= RELEASE_MS) this.#goTo('done', nowMs);
    }
  }

  /** The operator has moved what there is, or cannot move it. */
  finishMoving(nowMs: number): void {
    if (this.#step === 'move') this.#goTo('release', nowMs);
  }

  /** What is wrong, in words; empty when the device is well. Only once the test is done. */
  findings(): string[] {
    const findings: string[] = [];
    if (this.#wasHeldAtRest) {
      findings.push('The dead-man reads held while nobody holds it. Do not drive with this device.');
    }
    if (!this.#wasHeld) findings.push('The dead-man was not felt. Map its button, or choose another key.');
    if (this.#isHeldAtEnd) findings.push('The dead-man still reads held after it was let go.');
    for (const axis of this.axes) {
      const fault = this.#drift(axis) ?? this.#shortfall(axis);
      if (fault !== null) findings.push(`${AXIS_WORDS[axis].name}: ${fault}`);
    }
    return findings;
  }

  #goTo(step: TestStep, nowMs: number): void {
    this.#step = step;
    this.#stepSinceMs = nowMs;
  }

  #keepLargest(kept: Map<DriveAxis, number>, sample: TestSample): void {
    for (const axis of this.axes) {
      const value = sample.raw[axis] ?? 0;
      if (Math.abs(value) > Math.abs(kept.get(axis) ?? 0)) kept.set(axis, value);
    }
  }

  #stretch(axis: DriveAxis, value: number): void {
    const { least, most } = this.extent(axis);
    this.#extents.set(axis, { least: Math.min(least, value), most: Math.max(most, value) });
  }

  #drift(axis: DriveAxis): string | null {
    const [atRest, atEnd] = [this.#atRest.get(axis) ?? 0, this.#atEnd.get(axis) ?? 0];
    const drift = Math.abs(atEnd) > Math.abs(atRest) ? atEnd : atRest;
    if (Math.abs(drift) <= this.#deadZone) return null;
    return `it drifts to ${drift.toFixed(2)} with nobody touching it, and its dead zone is ${this.#deadZone.toFixed(2)}. Widen the dead zone, or have the stick mended.`;
  }

  #shortfall(axis: DriveAxis): string | null {
    const { least, most } = this.extent(axis);
    const { plus, minus } = AXIS_WORDS[axis];
    if (least === 0 && most === 0) return 'it always read 0. Map its stick anew, or check the cable.';
    if (most < FAR) return `it came only to ${most.toFixed(2)} of 1 ${plus}.`;
    if (least > -FAR) return `it came only to ${(-least).toFixed(2)} of 1 ${minus}.`;
    return null;
  }
}
