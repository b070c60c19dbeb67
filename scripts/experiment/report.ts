import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Evaluation } from '../../station/headless/evaluate.ts';
import { wilson } from '../../station/headless/wilson.ts';
import { curvePicture } from './curve-picture.ts';
import { graspAuc, meansOf, readValues } from './held-out-values.ts';
import { readCurve } from './learning-curve.ts';
import { nameOf, type Plan, type PlannedRun } from './plan.ts';
import { valuePicture } from './value-picture.ts';
import { welch } from './welch.ts';

export interface EvaluatedRun {
  run: PlannedRun;
  minutes: number;
  seed: number;
  folder: string;
  evaluation: Evaluation;
  /** Of the tries that succeeded. */
  successTimesS: number[];
}

/** How much of a success came by a second or third attempt. */
const EARLIER_S = [10, 20];

const percent = (share: number): string => (100 * share).toFixed(1);

/** All seeds of one planned run. */
interface Line {
  run: PlannedRun;
  minutes: number;
  successes: number;
  tries: number;
  shares: number[];
  successTimesS: number[];
  auc: number[];
  /** Mean value and return of held-out steps, by seed. */
  failure: { value: number; returnToGo: number }[];
  success: { value: number; returnToGo: number }[];
}

/** Write what was measured, and nothing that was not. */
export function writeReport(
  path: string,
  plan: Plan,
  runs: readonly EvaluatedRun[],
  { command, planned }: { command: string; planned: number },
): void {
  const lines = linesOf(runs);
  // Pictures of runs that are no longer among them would stay for ever.
  rmSync(picturesOf(path), { recursive: true, force: true });
  mkdirSync(picturesOf(path), { recursive: true });
  const text = [
    '# Visual backtracking at equal minutes, on the simulated robot',
    '',
    ...plan.about,
    '',
    `${runs.length} of ${planned} planned runs are in; the table has no others.`,
    '',
    ...methodOf(plan),
    `| minutes | data | learner | steps learnt from | success % | by seed | 95 % interval | within ${EARLIER_S.join(', ')} s % | value AUC | value / return in failures | in successes |`,
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines.map(rowOf),
    '',
    ...(plan.isMeasurement ? claimOf(lines, plan.minutes[0]!) : []),
    ...(plan.isMeasurement ? ['What we make of it: [notes](vbt-notes.md).', ''] : []),
    ...learningCurves(runs, path),
    ...valuePictures(runs, path),
    '## Again',
    '',
    '```sh',
    command,
    '```',
    '',
    'What is done stays done in `data/experiment`; take the folder away to begin anew.',
    '',
  ];
  writeFileSync(path, text.join('\n'));
}

function methodOf(plan: Plan): string[] {
  const { arrangements, turnRad, shiftM, lookSeed } = plan.scenes;
  return [
    `**Scenes**: the shirt ${arrangements.join(', ')}, turned by up to ${turnRad.toFixed(1)} rad, up to ${(100 * shiftM.x).toFixed(0)} and ${(100 * shiftM.y).toFixed(0)} cm from the middle, ${lookSeed === null ? 'each scene of another look' : 'all scenes of one look'}.`,
    `**Data**: equal simulated minutes of kept episodes an arm, by four scripted operators; in-process at ${plan.pictureSizePx} × ${plan.pictureSizePx} pixels: the same world, limits and recorder as the station, without its bridge and without latency.`,
    `**Learning**: ${plan.steps} steps of gradients, options \`${plan.options.join(' ')}\`, the same for all learners.`,
    `**Tries**: ${plan.episodes} a seed of at most ${plan.timeLimitS} s, in scenes that nobody has learnt or tuned in: others for each seed, the same for all rows.`,
    '**Value AUC**: how surely the value of steps of held-out episodes tells a grasp that holds from one that failed, while the closed gripper rises from 8 to 13 cm in both; the mean over seeds. **Value / return**: the mean over held-out steps of a phase; the return is what was recorded.',
  ].flatMap((line) => [line, '']);
}

function linesOf(runs: readonly EvaluatedRun[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { run, minutes, folder, evaluation, successTimesS } of runs) {
    const key = nameOf(run, minutes, 0);
    const line = lines.get(key) ?? {
      run,
      minutes,
      successes: 0,
      tries: 0,
      shares: [],
      successTimesS: [],
      auc: [],
      failure: [],
      success: [],
    };
    line.successes += evaluation.successes.reduce((sum, count) => sum + count, 0);
    line.tries += evaluation.ids.length;
    line.shares.push(evaluation.share);
    line.successTimesS.push(...successTimesS);
    const values = readValues(folder);
    if (values !== null) {
      line.auc.push(graspAuc(values));
      line.failure.push(meansOf(values, 'failure'));
      line.success.push(meansOf(values, 'success'));
    }
    lines.set(key, line);
  }
  return [...lines.values()];
}

function rowOf({
  run,
  minutes,
  successes,
  tries,
  shares,
  successTimesS,
  auc,
  failure,
  success,
}: Line): string {
  const { share, low, high } = wilson(successes, tries);
  const cells = [
    minutes,
    run.arm,
    learnerOf(run),
    run.mask,
    `${percent(share)} (${successes}/${tries})`,
    shares.map(percent).join(', '),
    `${percent(low)} to ${percent(high)}`,
    EARLIER_S.map((limitS) => percent(successTimesS.filter((s) => s <= limitS).length / tries)).join(', '),
    auc.length === 0 ? '–' : meanOf(auc).toFixed(3),
    ...[failure, success].map(againstReturn),
  ];
  return `| ${cells.join(' | ')} |`;
}

const learnerOf = ({ algorithm, variant }: PlannedRun): string =>
  [algorithm.toUpperCase(), variant?.options.join(' ') ?? []].flat().join(' ');

function againstReturn(means: Line['failure']): string {
  if (means.length === 0) return '–';
  const value = meanOf(means.map((mean) => mean.value));
  return `${value.toFixed(2)} / ${meanOf(means.map(({ returnToGo }) => returnToGo)).toFixed(2)}`;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const WANTED_POINTS = 0.13;
const WANTED_SEEDS = 3;
const WANTED_AUC = 0.9;
const WANTED_AUC_GAIN = 0.05;

/**
 * The paper's comparison, with two intervals: of a difference of two shares after Newcombe (1998), method 10, which
 * takes all tries for alike, and of a difference between seeds of training, which differ by more than tries do.
 */
function claimOf(lines: readonly Line[], minutes: number): string[] {
  const of = (arm: string, algorithm: string): Line[] =>
    lines.filter(
      ({ run, ...line }) =>
        line.minutes === minutes &&
        run.arm === arm &&
        run.algorithm === algorithm &&
        run.variant === undefined,
    );
  const [cloning] = of('success-only', 'bc');
  if (cloning === undefined) return [];
  const base = wilson(cloning.successes, cloning.tries);
  const said = [
    ...of('vbt', 'awr'),
    ...of('vbt-near', 'awr'),
    ...of('vbt', 'iql'),
    ...of('vbt', 'awac'),
  ].flatMap((line) => {
    const { share, low, high } = wilson(line.successes, line.tries);
    const difference = share - base.share;
    const least = difference - Math.hypot(share - low, base.high - base.share);
    const most = difference + Math.hypot(high - share, base.share - base.low);
    const overSeeds = welch(line.shares, cloning.shares);
    const hasSeeds = [line, cloning].every(({ shares }) => shares.length >= WANTED_SEEDS);
    const lowest = Math.min(least, overSeeds?.low ?? 0);
    const verdict = hasSeeds ? verdictOf(difference, lowest, most) : 'Too few seeds to say.';
    return [
      `- **${learnerOf(line.run)} on ${line.run.arm} − cloning of successes: ${percent(difference)} points**, 95 % interval ${percent(least)} to ${percent(most)} over tries, ${overSeeds === null ? 'none' : `${percent(overSeeds.low)} to ${percent(overSeeds.high)}`} over seeds of training. Wanted: at least 13, both intervals above 0, ${WANTED_SEEDS} seeds. **${verdict}**`,
      aucOf(line, of('success-only', line.run.algorithm)[0]),
    ];
  });
  return [`## The claim, at ${minutes} minutes`, '', ...said, ''];
}

function verdictOf(difference: number, least: number, most: number): string {
  if (difference >= WANTED_POINTS && least > 0) return 'It holds.';
  if (most < WANTED_POINTS) return 'It does not hold here.';
  return 'Undecided.';
}

function aucOf({ run, auc }: Line, successOnly: Line | undefined): string {
  const mean = meanOf(auc);
  const name = learnerOf(run);
  const reached = mean >= WANTED_AUC ? 'reached' : 'not reached';
  const alone = `- ${name}: value AUC ${mean.toFixed(3)}, wanted at least ${WANTED_AUC.toFixed(2)}: ${reached}`;
  if (successOnly === undefined) return `${alone}. On success only it was not run.`;
  const gain = mean - meanOf(successOnly.auc);
  return `${alone}; ${gain.toFixed(3)} more than from success only, wanted at least ${WANTED_AUC_GAIN}.`;
}

/** How the loss of the policy and the mean value went, of the first seed of each run. */
function learningCurves(runs: readonly EvaluatedRun[], path: string): string[] {
  const first = runs.filter(({ seed }) => seed === 0);
  const pictures = [
    {
      column: 'policy_loss',
      title: 'Loss of the policy: negative log likelihood, weighted where advantages weigh',
    },
    { column: 'value', title: 'Mean value of the batch' },
  ].flatMap(({ column, title }) => {
    const curves = first.flatMap(({ run, minutes, seed, folder }) => {
      const points = readCurve(folder, column);
      return points === null ? [] : [{ name: nameOf(run, minutes, seed), points }];
    });
    if (curves.length === 0) return [];
    const file = `${column.replace('_', '-')}.svg`;
    writePicture(path, file, curvePicture(curves, title));
    return [`![${title}](vbt/${file})`, ''];
  });
  return ['## Learning curves', '', ...pictures];
}

/** The value along two held-out episodes, each a failure, the way back and a success. */
function valuePictures(runs: readonly EvaluatedRun[], path: string): string[] {
  const pictures = runs.flatMap(({ run, minutes, seed, folder }) => {
    const values = readValues(folder);
    if (seed !== 0 || values === null) return [];
    const name = nameOf(run, minutes, seed);
    const episodes = [...new Set(values.map(({ episode }) => episode))].slice(0, 2);
    return episodes.flatMap((id, index) => {
      const file = `${name}-${index + 1}.svg`;
      const rows = values.filter(({ episode }) => episode === id);
      writePicture(path, file, valuePicture(rows, `${name}, held-out episode ${index + 1}`));
      return [`![${name}, held-out episode ${index + 1}](vbt/${file})`, ''];
    });
  });
  return ['## Values along held-out episodes', '', ...pictures];
}

function writePicture(path: string, file: string, picture: string): void {
  writeFileSync(join(picturesOf(path), file), picture);
}

const picturesOf = (path: string): string => join(dirname(path), 'vbt');
