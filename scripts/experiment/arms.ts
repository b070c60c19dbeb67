import type { Outcome } from '../../protocols/phases.ts';
import { type OperatorIntent, operatorParametersSchema } from '../../robots/simulation/scripted-operator.ts';
import type { RolloutJob } from '../../station/headless/rollout-job.ts';

/** What an episode of an arm is. */
interface Kind {
  protocol: string;
  intents: Readonly<Record<string, OperatorIntent>>;
  /** Other episodes are thrown away, and their time does not count. */
  keeps: readonly Outcome[];
}

const SUCCESS: Kind = { protocol: 'demonstration', intents: {}, keeps: ['success'] };

/** The ways to spend an operator's minutes that are compared; kinds alternate, in equal shares of the minutes. */
export const ARMS = {
  vbt: [{ protocol: 'visual-backtracking', intents: {}, keeps: ['success'] }],
  'success-only': [SUCCESS],
  'failure-success': [
    { protocol: 'separate-episodes', intents: { success: 'fail' }, keeps: ['failure'] },
    { protocol: 'separate-episodes', intents: {}, keeps: ['success'] },
  ],
  'coverage-success': [{ protocol: 'coverage', intents: { coverage: 'cover' }, keeps: ['success'] }],
  'play-success': [{ protocol: 'play', intents: { play: 'play' }, keeps: ['failure'] }, SUCCESS],
  /** Its failures begin like successes. */
  'vbt-near': [{ protocol: 'visual-backtracking', intents: { failure: 'miss' }, keeps: ['success'] }],
} as const satisfies Record<string, readonly Kind[]>;

export type ArmName = keyof typeof ARMS;

export const ARM_NAMES = Object.keys(ARMS) as ArmName[];

/**
 * Four hands that differ in delay, tremor, speed and aim. Aim and steadiness set how often a plain
 * demonstration succeeds.
 */
export const OPERATORS = [
  { name: 'ada', reactionDelayMs: 180, tremorMmps: 4, approachSpeedMps: 0.14, graspOffsetM: 0.01 },
  { name: 'ben', reactionDelayMs: 140, tremorMmps: 6, approachSpeedMps: 0.15, graspOffsetM: 0.008 },
  { name: 'cho', reactionDelayMs: 220, tremorMmps: 3, approachSpeedMps: 0.12, graspOffsetM: 0.012 },
  { name: 'dov', reactionDelayMs: 160, tremorMmps: 5, approachSpeedMps: 0.13, graspOffsetM: 0.01 },
] as const;

/** Steps between the scenes of two arms: no two arms share one, whoever is faster. */
const SCENES_AN_ARM = 1_000_000;
const HELD_OUT_FROM = 100_000_000;

/** Episodes of one kind of an arm without end; the operators take turns. */
export function* jobsOf(
  arm: ArmName,
  kindIndex: number,
  { firstScene, sessionId, task }: { firstScene: number; sessionId: string; task: string },
): Generator<RolloutJob> {
  const { protocol, intents, keeps }: Kind = ARMS[arm][kindIndex]!;
  for (let episode = 0; ; episode += 1) {
    const { name, ...hand } = OPERATORS[episode % OPERATORS.length]!;
    const sceneSeed = firstScene + episode;
    yield {
      by: 'script',
      protocol,
      intents,
      keeps,
      sceneSeed,
      operatorSeed: sceneSeed,
      operator: name,
      parameters: operatorParametersSchema.parse(hand),
      sessionId,
      task,
    };
  }
}

/** Where the scenes of a kind of an arm begin; held-out data for values have scenes of their own. */
export function firstSceneOf(arm: ArmName, kindIndex: number, isHeldOut: boolean): number {
  const kind = 2 * ARM_NAMES.indexOf(arm) + kindIndex;
  return (isHeldOut ? HELD_OUT_FROM : 0) + kind * SCENES_AN_ARM;
}
