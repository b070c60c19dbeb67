import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SIMULATED_PROFILE } from '../station/cli/paths.ts';
import { type Evaluation, evaluate } from '../station/headless/evaluate.ts';
import type { ArmName } from './experiment/arms.ts';
import { collectArm, versionOf } from './experiment/collect-arm.ts';
import { ensureLearningPython } from './experiment/learning-python.ts';
import { FULL, nameOf, type Plan, type PlannedRun, QUICK, SMALL } from './experiment/plan.ts';
import { type EvaluatedRun, writeReport } from './experiment/report.ts';
import { keepConditions, keepResult, readResult, runProgram } from './experiment/run-step.ts';
import { successTimesS } from './experiment/tries.ts';

const root = join(import.meta.dirname, '..');

/**
 * Visual backtracking against other ways to spend the same minutes (arXiv:2210.02343), on the simulated robot:
 * collect, train, evaluate, report. Each step that is done stays done; the same command goes on.
 *
 * `--small` is the form for two cores; `--quick` proves that the parts fit and claims nothing.
 * `--only collect|train|evaluate|report` does one part;
 * `--minutes 15` and `--match vbt-awr,vbt-bc` narrow it to some sizes, longest first, and to runs whose names begin so; the report
 * is of all that is there.
 * `--only commands` prints the training, to be done on another machine in a copy of the folder.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      out: { type: 'string' },
      only: { type: 'string' },
      minutes: { type: 'string' },
      match: { type: 'string' },
    },
  });
  const size = values.quick ? 'quick' : values.small ? 'small' : 'full';
  const whole = { quick: QUICK, small: SMALL, full: FULL }[size];
  const plan = narrowed(whole, values);
  const out = values.out ?? join(root, 'data/experiment', size);
  if (values.only === 'commands') {
    printCommands(plan);
    return;
  }
  mkdirSync(join(out, 'runs'), { recursive: true });
  keepConditions(whole, out);
  const does = (part: string): boolean => values.only === undefined || values.only === part;
  if (does('collect')) await collect(plan, out);
  for (const planned of allRuns(plan, out)) {
    if (does('train')) await train(plan, out, planned);
    if (does('evaluate')) await evaluateRun(plan, planned);
  }
  if (does('report')) {
    const report = values.quick ? join(out, 'vbt.md') : join(root, 'docs/results/vbt.md');
    writeReport(report, whole, await readEvaluations(whole, out), {
      command: ['npm run experiment:vbt', size === 'full' ? '' : `-- --${size}`].join(' ').trim(),
      planned: whole.minutes.length * whole.runs.length * whole.seeds,
    });
    console.log(`Report: ${report}`);
  }
}

/** @throws Error when nothing is left of the plan */
function narrowed(plan: Plan, { minutes, match }: { minutes?: string; match?: string }): Plan {
  const runs = plan.runs.filter(
    (run) => match?.split(',').some((begin) => nameOf(run, 0, 0).startsWith(begin)) ?? true,
  );
  const sizes = minutes === undefined ? plan.minutes : minutes.split(',').map(Number);
  if (runs.length === 0) throw new Error(`no run begins with any of "${match}"`);
  if (!sizes.every((size) => size > 0)) throw new Error(`--minutes: expected numbers, found "${minutes}"`);
  return { ...plan, runs, minutes: sizes };
}

async function collect(plan: Plan, out: string): Promise<void> {
  const arms = new Set(plan.runs.map(({ arm }) => arm));
  for (const arm of arms) {
    console.log(`Collecting ${arm}, ${Math.max(...plan.minutes)} min …`);
    await collectArm({
      arm,
      path: datasetOf(out, arm),
      minutes: plan.minutes,
      scenes: plan.scenes,
      pictureSizePx: plan.pictureSizePx,
    });
  }
  console.log('Collecting held-out episodes …');
  await collectArm({
    arm: 'vbt',
    path: join(out, 'held-out'),
    minutes: [plan.heldOutMinutes],
    scenes: plan.scenes,
    pictureSizePx: plan.pictureSizePx,
    isHeldOut: true,
  });
}

async function train(plan: Plan, out: string, planned: PlacedRun): Promise<void> {
  const done = join(planned.folder, 'trained.json');
  if (readResult(done) !== null) return;
  const python = ensureLearningPython(root);
  const env = { ...process.env, PYTHONPATH: join(root, 'trainers/src') };
  console.log(`Training ${basename(planned.folder)} …`);
  for (const args of trainingCommands(plan, out, planned)) await runProgram(python, args, env);
  keepResult(done, { steps: plan.steps });
}

/**
 * A line a run, for a machine without Node: with `trainers/src` on PYTHONPATH, from this folder, all of
 * them go side by side on a GPU: `xargs -P 8 -I{} sh -c {} < commands`.
 */
function printCommands(plan: Plan): void {
  for (const planned of allRuns(plan, '.')) {
    const lines = trainingCommands(plan, '.', planned).map((args) => `python3 ${args.join(' ')}`);
    console.log(JSON.stringify(lines.join(' && ')));
  }
}

/** Arguments of Python: to train, and where values are learnt to write those of the held-out episodes. */
function trainingCommands(plan: Plan, out: string, { run, minutes, seed, folder }: PlacedRun): string[][] {
  const dataset = ['--dataset', datasetOf(out, run.arm), '--version', versionOf(minutes), '--mask', run.mask];
  const size = ['--picture-px', String(plan.pictureSizePx), '--steps', String(plan.steps)];
  const place = ['--out', folder, '--seed', String(seed), '--cache', join(out, 'pictures')];
  const learning = [
    '-m',
    'retrace_train.cli',
    run.algorithm,
    ...dataset,
    ...size,
    ...place,
    ...plan.options,
    ...(run.variant?.options ?? []),
  ];
  if (run.algorithm === 'bc') return [learning];
  const heldOut = ['--dataset', join(out, 'held-out'), '--version', versionOf(plan.heldOutMinutes)];
  const values = ['--run', folder, ...heldOut, '--out', join(folder, 'values.csv')];
  return [learning, ['-m', 'retrace_train.values', ...values]];
}

async function evaluateRun(plan: Plan, { run, minutes, seed, folder }: PlacedRun): Promise<void> {
  const path = join(folder, 'evaluation.json');
  if (readResult(path) !== null) return;
  const evaluation = await evaluate({
    policyPath: join(folder, 'policy.onnx'),
    profilePath: SIMULATED_PROFILE,
    datasetPath: triesOf(folder),
    episodes: plan.episodes,
    seeds: 1,
    firstSeed: seed,
    limitMs: plan.timeLimitS * 1000,
    scenes: plan.scenes,
    onEpisode: () => {},
  });
  console.log(`${nameOf(run, minutes, seed)}: ${(100 * evaluation.share).toFixed(1)} %`);
  keepResult(path, evaluation);
}

async function readEvaluations(plan: Plan, out: string): Promise<EvaluatedRun[]> {
  const evaluated: EvaluatedRun[] = [];
  for (const placed of allRuns(plan, out)) {
    const evaluation = readResult<Evaluation>(join(placed.folder, 'evaluation.json'));
    if (evaluation === null) continue;
    const timesS = await successTimesS(triesOf(placed.folder), evaluation.ids);
    evaluated.push({ ...placed, evaluation, successTimesS: timesS });
  }
  return evaluated;
}

interface PlacedRun {
  run: PlannedRun;
  minutes: number;
  seed: number;
  folder: string;
}

/** Each run once before any a second time: whenever it is interrupted, all of them can be compared. */
function allRuns(plan: Plan, out: string): PlacedRun[] {
  return plan.minutes.flatMap((minutes) =>
    Array.from({ length: plan.seeds }, (_, seed) =>
      plan.runs.map((run) => ({ run, minutes, seed, folder: join(out, 'runs', nameOf(run, minutes, seed)) })),
    ).flat(),
  );
}

function datasetOf(out: string, arm: ArmName): string {
  return join(out, 'datasets', arm);
}

function triesOf(folder: string): string {
  return join(folder, 'tries');
}

await main();
