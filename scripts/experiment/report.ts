import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Evaluation } from '../../station/headless/evaluate.ts';
import { wilson } from '../../station/headless/wilson.ts';
import { graspAuc, readValues } from './held-out-values.ts';
import { nameOf, type Plan, type PlannedRun } from './plan.ts';
import { valuePicture } from './value-picture.ts';

export interface EvaluatedRun {
  run: PlannedRun;
  minutes: number;
  seed: number;
  folder: string;
  evaluation: Evaluation;
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** All seeds of one planned run. */
interface Line {
  run: PlannedRun;
  minutes: number;
  successes: number;
  tries: number;
  seeds: number;
  auc: number[];
}

/** Write what was measured, and nothing that was not. */
export function writeReport(
  path: string,
  plan: Plan,
  runs: readonly EvaluatedRun[],
  { out, isQuick }: { out: string; isQuick: boolean },
): void {
  const lines = linesOf(runs);
  const planned = plan.minutes.length * plan.runs.length * plan.seeds;
  mkdirSync(dirname(path), { recursive: true });
  const text = [
    '# Visual backtracking at equal minutes, on the simulated robot',
    '',
    isQuick
      ? '**This is the quick form. It proves that collecting, training, evaluating and reporting fit together. Its numbers say nothing about any protocol.**'
      : `${runs.length} of ${planned} planned runs are in.`,
    '',
    `Each arm has ${plan.minutes.join(', ')} simulated minutes of kept episodes by four scripted operators.`,
    `Collected in-process at ${plan.pictureSizePx} × ${plan.pictureSizePx} pixels: the same world, limits and recorder as the station, without its bridge and without latency.`,
    `${plan.steps} steps of gradients; seeds: ${plan.seeds}; ${plan.episodes} tries each of at most ${plan.timeLimitS} s, in the same scenes for all; options ${plan.options.join(' ')}.`,
    '',
    'Value AUC: how surely the value of steps of held-out episodes tells a grasp that holds from one that failed, while the closed gripper rises from 8 to 13 cm in both.',
    '',
    '| minutes | data | learner | steps learnt from | success % | 95 % interval | value AUC |',
    '|---|---|---|---|---|---|---|',
    ...lines.map(rowOf),
    '',
    ...(isQuick ? [] : claimOf(lines, plan.minutes[0]!)),
    ...picturesOf(runs, path),
    '## Again',
    '',
    '```sh',
    `npm run experiment:vbt${isQuick ? ' -- --quick' : ''}`,
    '```',
    '',
    `Steps that are done are kept in \`${relative(process.cwd(), out)}\`; take the folder away to begin anew.`,
    '',
  ];
  writeFileSync(path, text.join('\n'));
}

function linesOf(runs: readonly EvaluatedRun[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { run, minutes, folder, evaluation } of runs) {
    const key = nameOf(run, minutes, 0);
    const line = lines.get(key) ?? { run, minutes, successes: 0, tries: 0, seeds: 0, auc: [] };
    line.successes += evaluation.successes.reduce((sum, count) => sum + count, 0);
    line.tries += evaluation.ids.length;
    line.seeds += 1;
    const values = readValues(folder);
    if (values !== null) line.auc.push(graspAuc(values));
    lines.set(key, line);
  }
  return [...lines.values()];
}

function rowOf({ run, minutes, successes, tries, auc }: Line): string {
  const { share, low, high } = wilson(successes, tries);
  const mean = auc.length === 0 ? '–' : (auc.reduce((sum, value) => sum + value, 0) / auc.length).toFixed(3);
  const cells = [
    minutes,
    run.arm,
    run.algorithm.toUpperCase(),
    run.mask,
    `${percent(share)} (${successes}/${tries})`,
    `${percent(low)} to ${percent(high)}`,
    mean,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The paper's comparison, with the interval of a difference of two shares after Newcombe (1998), method 10. */
function claimOf(lines: readonly Line[], minutes: number): string[] {
  const find = (arm: string, algorithm: string): Line | undefined =>
    lines.find(
      (line) => line.minutes === minutes && line.run.arm === arm && line.run.algorithm === algorithm,
    );
  const cloning = find('success-only', 'bc');
  if (cloning === undefined) return [];
  const base = wilson(cloning.successes, cloning.tries);
  const said = ['iql', 'awac'].flatMap((algorithm) => {
    const line = find('vbt', algorithm);
    if (line === undefined) return [];
    const { share, low, high } = wilson(line.successes, line.tries);
    const difference = share - base.share;
    const least = difference - Math.hypot(share - low, base.high - base.share);
    const most = difference + Math.hypot(high - share, base.share - base.low);
    return [
      `- ${algorithm.toUpperCase()} on VBT minus cloning on success only: ${percent(difference)} points, 95 % interval ${percent(least)} to ${percent(most)} over tries (it leaves out the spread between seeds of training).`,
    ];
  });
  return ['## The claim', '', ...said, ''];
}

/** The value along the first held-out episode, of the first seed of each learner that has values. */
function picturesOf(runs: readonly EvaluatedRun[], path: string): string[] {
  const text: string[] = ['## Values along a held-out episode', ''];
  const folder = join(dirname(path), 'values');
  mkdirSync(folder, { recursive: true });
  for (const { run, minutes, seed, folder: place } of runs) {
    const values = readValues(place);
    if (seed !== 0 || values === null) continue;
    const episode = values.filter((row) => row.episode === values[0]!.episode);
    const name = nameOf(run, minutes, seed);
    writeFileSync(join(folder, `${name}.svg`), valuePicture(episode, name));
    text.push(`![${name}](values/${name}.svg)`, '');
  }
  return text;
}
