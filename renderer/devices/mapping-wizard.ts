import type { DriveAxis } from '../../core/contract/input.ts';
import type { DeviceMapping, DeviceReading } from '../input/mapping.ts';

/** What the operator is asked to do now. */
export type WizardStep =
  | { kind: 'rest' }
  | { kind: 'axis'; axis: DriveAxis }
  | { kind: 'button'; button: 'deadMan' | 'gripper' | 'primary' }
  | { kind: 'done' };

const REST_MS = 1_000;
/** So far, for so long, so that a stick that is brushed in passing does not count. */
const CHOSEN_ABOVE = 0.6;
const CHOSEN_MS = 250;
const RETURNED_BELOW = 0.3;

/**
 * Learns a mapping by asking: "move the stick you want for left–right". It looks at how far each axis is from
 * where it rests, so a trigger that rests at its end is never taken for a stick.
 */
export class MappingWizard {
  readonly #steps: readonly WizardStep[];
  readonly #base: DeviceMapping;
  readonly #axes: DeviceMapping['axes'] = {};
  readonly #buttons: Partial<Record<'deadMan' | 'gripper' | 'primary', number>> = {};
  #stepIndex = 0;
  #sinceMs: number | null = null;
  #rest: readonly number[] = [];
  #candidate: { source: number; isInverted: boolean; sinceMs: number } | null = null;
  /** What was just chosen must be let go before it is looked at again. */
  #isWaitingForRelease = false;

  /** @param base gives the dead zone and the curve, and what is skipped */
  constructor(axes: readonly DriveAxis[], base: DeviceMapping) {
    this.#base = base;
    this.#steps = [
      { kind: 'rest' },
      ...axes.map((axis): WizardStep => ({ kind: 'axis', axis })),
      { kind: 'button', button: 'deadMan' },
      { kind: 'button', button: 'gripper' },
      { kind: 'button', button: 'primary' },
      { kind: 'done' },
    ];
  }

  get step(): WizardStep {
    return this.#steps[this.#stepIndex]!;
  }

  /** From 0 to 1. */
  get progress(): number {
    return this.#stepIndex / (this.#steps.length - 1);
  }

  /** The operator wants nothing for this step. */
  skip(): void {
    if (this.step.kind !== 'rest' && this.step.kind !== 'done') this.#next();
  }

  /** @param nowMs on any clock that never steps back */
  see(reading: DeviceReading, nowMs: number): void {
    const { step } = this;
    if (step.kind === 'rest') {
      this.#sinceMs ??= nowMs;
      this.#rest = reading.axes;
      if (nowMs - this.#sinceMs >= REST_MS) this.#next();
    } else if (this.#isWaitingForRelease) {
      this.#isWaitingForRelease = !this.#isAtRest(reading);
    } else if (step.kind === 'axis') this.#seeAxis(step.axis, reading, nowMs);
    else if (step.kind === 'button') this.#seeButton(step.button, reading);
  }

  /** What was learned; only once it is done. */
  mapping(): DeviceMapping {
    const { deadMan, gripper, primary } = this.#buttons;
    return {
      ...this.#base,
      axes: this.#axes,
      deadManButtons: deadMan === undefined ? [] : [deadMan],
      gripperButton: gripper ?? null,
      primaryButton: primary ?? null,
      secondaryButton: null,
      policyButton: null,
    };
  }

  #seeAxis(axis: DriveAxis, { axes }: DeviceReading, nowMs: number): void {
    const taken = new Set(Object.values(this.#axes).map(({ source }) => source));
    const moved = axes
      .map((value, source) => ({ source, far: value - (this.#rest[source] ?? 0) }))
      .filter(({ source }) => !taken.has(source) && Math.abs(this.#rest[source] ?? 0) < RETURNED_BELOW)
      .reduce((most, other) => (Math.abs(other.far) > Math.abs(most.far) ? other : most), {
        source: -1,
        far: 0,
      });
    if (Math.abs(moved.far) < CHOSEN_ABOVE) {
      this.#candidate = null;
      return;
    }
    const chosen = { source: moved.source, isInverted: moved.far < 0 };
    if (this.#candidate?.source !== chosen.source || this.#candidate.isInverted !== chosen.isInverted) {
      this.#candidate = { ...chosen, sinceMs: nowMs };
    } else if (nowMs - this.#candidate.sinceMs >= CHOSEN_MS) {
      this.#axes[axis] = chosen;
      this.#next();
    }
  }

  #seeButton(button: 'deadMan' | 'gripper' | 'primary', { buttons }: DeviceReading): void {
    const taken = Object.values(this.#buttons);
    const pressed = buttons.findIndex((value, i) => value > 0.5 && !taken.includes(i));
    if (pressed < 0) return;
    this.#buttons[button] = pressed;
    this.#next();
  }

  #next(): void {
    this.#stepIndex += 1;
    this.#candidate = null;
    this.#isWaitingForRelease = true;
  }

  #isAtRest({ axes, buttons }: DeviceReading): boolean {
    return (
      axes.every((value, i) => Math.abs(value - (this.#rest[i] ?? 0)) < RETURNED_BELOW) &&
      buttons.every((value) => value < 0.5)
    );
  }
}
