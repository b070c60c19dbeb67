import type { ArmName } from './arms.ts';

/** A policy to train: an algorithm on an arm's version, through a mask. */
export interface PlannedRun {
  arm: ArmName;
  algorithm: 'bc' | 'awac' | 'iql';
  mask: 'everything' | 'recovery-and-success' | 'success-only';
}

export interface Plan {
  /** The first is the one that the claim is about. */
  minutes: readonly number[];
  heldOutMinutes: number;
  pictureSizePx: number;
  steps: number;
  seeds: number;
  /** Of each seed's policy. */
  episodes: number;
  timeLimitS: number;
  runs: readonly PlannedRun[];
  /** Beyond the defaults, for every run. */
  options: readonly string[];
}

const RUNS: readonly PlannedRun[] = [
  { arm: 'success-only', algorithm: 'bc', mask: 'success-only' },
  { arm: 'vbt', algorithm: 'bc', mask: 'success-only' },
  { arm: 'vbt', algorithm: 'bc', mask: 'recovery-and-success' },
  { arm: 'vbt', algorithm: 'bc', mask: 'everything' },
  ...(['vbt', 'success-only', 'failure-success', 'coverage-success', 'play-success'] as const).flatMap(
    (arm) => (['iql', 'awac'] as const).map((algorithm) => ({ arm, algorithm, mask: 'everything' as const })),
  ),
];

/** What the claim needs. */
export const FULL: Plan = {
  minutes: [60, 30, 15],
  heldOutMinutes: 6,
  pictureSizePx: 64,
  steps: 50_000,
  seeds: 3,
  episodes: 200,
  timeLimitS: 30,
  runs: RUNS,
  // Fixed before any result: with one reward of 1 at the end advantages are some hundredths.
  options: ['--n-step', '5', '--beta', '30', '--temperature', '0.03'],
};

/** Every part once, on a CPU in minutes: that it runs, and nothing about what is better. */
export const QUICK: Plan = {
  minutes: [0.3],
  heldOutMinutes: 0.3,
  pictureSizePx: 32,
  steps: 20,
  seeds: 1,
  episodes: 1,
  timeLimitS: 3,
  runs: [
    { arm: 'success-only', algorithm: 'bc', mask: 'success-only' },
    { arm: 'vbt', algorithm: 'bc', mask: 'recovery-and-success' },
    { arm: 'vbt', algorithm: 'iql', mask: 'everything' },
    { arm: 'vbt', algorithm: 'awac', mask: 'everything' },
  ],
  options: ['--n-step', '5', '--batch-size', '16', '--hidden', '32', '--channels', '4', '--log-every', '5'],
};

export function nameOf({ arm, algorithm, mask }: PlannedRun, minutes: number, seed: number): string {
  return `${arm}-${algorithm}-${mask}-${String(minutes).replace('.', '-')}-seed${seed}`;
}
