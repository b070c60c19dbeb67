import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { type Evaluation, evaluate } from '../headless/evaluate.ts';
import { wholeNumber } from './numbers.ts';
import { SIMULATED_PROFILE } from './paths.ts';

interface EvaluateOptions {
  policy: string;
  episodes: number;
  seeds: number;
  out: string;
  timeLimit: number;
  workers?: number;
  json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'Let a trained policy try the task on the simulated robot, as fast as it goes, on all cores.',
    )
    .requiredOption('--policy <file>', 'ONNX file of retrace-train')
    .option('-n, --episodes <number>', 'of each seed', wholeNumber(1), 200)
    .option('--seeds <number>', 'how many sets of scenes; the same for every policy', wholeNumber(1), 1)
    .option('-o, --out <folder>', 'dataset to record the tries into', 'data/evaluation')
    .option('--time-limit <seconds>', 'simulated time after which a try has failed', wholeNumber(1), 30)
    .option('--workers <number>', 'threads; as many as cores when absent', wholeNumber(1))
    .option('--json', 'print the result as JSON')
    .action(run);
}

async function run({
  policy,
  episodes,
  seeds,
  out,
  timeLimit,
  workers,
  json,
}: EvaluateOptions): Promise<void> {
  const bar = new SingleBar({ format: '{value}/{total} |{bar}| {eta_formatted}', hideCursor: true });
  if (process.stderr.isTTY) bar.start(episodes * seeds, 0);
  const evaluation = await evaluate({
    policyPath: policy,
    profilePath: SIMULATED_PROFILE,
    datasetPath: out,
    episodes,
    seeds,
    limitMs: timeLimit * 1000,
    workers,
    onEpisode: (done) => bar.update(done),
  }).finally(() => bar.stop());
  if (json) console.log(JSON.stringify(evaluation));
  else console.log(textOf(evaluation, out));
}

function textOf(
  { successes, episodes, share, low, high, realTimeRatioPerCore }: Evaluation,
  out: string,
): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return [
    `success ${percent(share)}, 95 % interval ${percent(low)} to ${percent(high)}`,
    `by seed: ${successes.map((count) => `${count}/${episodes}`).join(', ')}`,
    `${realTimeRatioPerCore.toFixed(1)} × real time per core; the tries are in ${out}`,
  ].join('\n');
}
