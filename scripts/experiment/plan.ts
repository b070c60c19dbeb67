import { EVERY_SCENE, type SceneRange } from '../../robots/simulation/scene-range.ts';
import type { ArmName } from './arms.ts';

/** A policy to train: an algorithm on an arm's version, through a mask. */
export interface PlannedRun {
  arm: ArmName;
  algorithm: 'bc' | 'awr' | 'iql' | 'awac';
  mask: 'everything' | 'recovery-and-success' | 'success-only';
  /** Options in place of the plan's. */
  variant?: { name: string; options: readonly string[] };
}

export interface Plan {
  /** What the report says first: what this form is for, and what it leaves out. */
  about: readonly string[];
  /** Else its numbers mean nothing. */
  isMeasurement: boolean;
  /** The first is the one that the claim is about. */
  minutes: readonly number[];
  heldOutMinutes: number;
  scenes: SceneRange;
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

/**
 * Flat shirts of one look, turned by up to 1.5 rad. The report says how it was chosen.
 */
const TUNED_SCENES: SceneRange = { ...EVERY_SCENE, arrangements: ['flat'], turnRad: 1.5, lookSeed: 0 };

const RUNS: readonly PlannedRun[] = [
  { arm: 'success-only', algorithm: 'bc', mask: 'success-only' },
  { arm: 'vbt', algorithm: 'bc', mask: 'success-only' },
  { arm: 'vbt', algorithm: 'bc', mask: 'recovery-and-success' },
  { arm: 'vbt', algorithm: 'bc', mask: 'everything' },
  ...(['vbt', 'success-only', 'failure-success', 'coverage-success', 'play-success'] as const).flatMap(
    (arm) =>
      (['awr', 'iql', 'awac'] as const).map((algorithm) => ({ arm, algorithm, mask: 'everything' as const })),
  ),
];

/** What the issue of the claim asks for; its scenes are not tuned yet. It wants a GPU and many cores. */
export const FULL: Plan = {
  about: ['The full form. How hard its scenes are was not tuned on cloning.'],
  isMeasurement: true,
  minutes: [60, 30, 15],
  heldOutMinutes: 6,
  scenes: EVERY_SCENE,
  pictureSizePx: 64,
  steps: 50_000,
  seeds: 3,
  episodes: 200,
  timeLimitS: 30,
  runs: RUNS,
  // With one reward of 1 at the end advantages are some hundredths; an attempt takes 6 s, which is 60 steps. No step
  // counts more than another that went better than expected, and those that went worse hardly count.
  options: [
    ...['--n-step', '60', '--tau', '0.02'],
    ...['--beta', '30', '--largest-weight', '1', '--temperature', '0.03'],
  ],
};

/** What the result may hang on, one thing changed at a time. */
const REASONS: readonly PlannedRun[] = [
  { arm: 'vbt-near', algorithm: 'bc', mask: 'everything' },
  { arm: 'vbt-near', algorithm: 'awr', mask: 'everything' },
  ...[
    { name: 'best-most', options: ['--largest-weight', '100'] },
    { name: 'discount', options: ['--gamma', '0.97'] },
    { name: 'unshifted', options: ['--shift-px', '0'] },
    { name: 'soon', options: ['--n-step', '10'] },
    { name: 'mild', options: ['--beta', '3'] },
    { name: 'step-by-step', options: ['--chunk', '1'] },
  ].map((variant) => ({ arm: 'vbt', algorithm: 'awr', mask: 'everything', variant }) as const),
  {
    arm: 'success-only',
    algorithm: 'bc',
    mask: 'success-only',
    variant: { name: 'step-by-step', options: ['--chunk', '1'] },
  },
];

/** What two cores do in some hours. */
export const SMALL: Plan = {
  ...FULL,
  about: [
    'The form for two cores without a GPU. Against the full form pictures are 32 × 32 in place of 64 × 64, there are 4,000 in place of 50,000 steps of gradients in batches of 64 in place of 256, and networks and scenes are smaller.',
    '',
    'How hard the scenes are was tuned on cloning of successes alone, towards the 50 to 70 % of the paper: 44 of 50 tries at turns of up to 0.6 rad, 38 of 50 at 1.2, 26 of 50 at 1.8 (15 minutes, 3,000 steps), so 1.5; with 60 minutes it came to 69 of 100 there, so they were left as they were. It was tuned twice. The first time, for policies that decided one action at a time, 0.6 rad was chosen. No policy had learnt from visual backtracking data in the present scenes before they were fixed; how to learn was chosen later, on such data, as the notes tell. All of that was while the scripted operator’s errors followed from where the shirt lay, which the notes tell too; since that was mended nothing was tuned, and all of the table is new: data, training, and the scenes of the tries.',
  ],
  scenes: TUNED_SCENES,
  runs: [...RUNS, ...REASONS],
  pictureSizePx: 32,
  steps: 4000,
  options: [
    ...FULL.options,
    '--batch-size',
    '64',
    '--learning-rate',
    '0.001',
    '--channels',
    '16',
    '--shift-px',
    '1',
  ],
};

/** Every part once, on a CPU in minutes: that it runs, and nothing about what is better. */
export const QUICK: Plan = {
  about: [
    '**This is the quick form. It proves that collecting, training, evaluating and reporting fit together. Its numbers say nothing about any protocol.**',
  ],
  isMeasurement: false,
  // Two episodes and more: values judge what the other half has learnt.
  minutes: [0.6],
  heldOutMinutes: 0.3,
  scenes: EVERY_SCENE,
  pictureSizePx: 32,
  steps: 20,
  seeds: 1,
  episodes: 1,
  timeLimitS: 3,
  runs: [
    { arm: 'success-only', algorithm: 'bc', mask: 'success-only' },
    { arm: 'vbt', algorithm: 'bc', mask: 'recovery-and-success' },
    { arm: 'vbt', algorithm: 'awr', mask: 'everything' },
    { arm: 'vbt', algorithm: 'iql', mask: 'everything' },
    { arm: 'vbt', algorithm: 'awac', mask: 'everything' },
  ],
  options: ['--n-step', '5', '--batch-size', '16', '--hidden', '32', '--channels', '4', '--log-every', '5'],
};

export function nameOf(run: PlannedRun, minutes: number, seed: number): string {
  const { arm, algorithm, mask, variant } = run;
  const parts = [arm, algorithm, mask, variant?.name ?? [], String(minutes).replace('.', '-'), `seed${seed}`];
  return parts.flat().join('-');
}
