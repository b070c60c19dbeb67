import { Command } from 'commander';
import { AppError, messageOf } from '../../core/errors.ts';
import { openDataset } from '../../datasets/dataset.ts';
import { type EpisodeReport, type Verdict, verifyDataset } from '../../datasets/integrity/verify-dataset.ts';
import { progressBar } from './progress.ts';

const EXIT_CODES: Record<Verdict, number> = { whole: 0, flagged: 1, damaged: 2 };
const EXIT_UNCHECKED = 3;

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Check every episode of a dataset: each byte, count, label, phase and row. Changes nothing.')
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--json', 'for programs: a JSON object per episode, then one with the totals')
    .addHelpText(
      'after',
      `
Exit codes:
  0  whole: everything is as it was sealed, and nothing was found
  1  flagged: all can be read; some episodes have findings, or are not sealed
  2  damaged: bytes or counts are not what they were sealed with
  3  the dataset could not be checked

Examples:
  retrace verify data/tshirt
  retrace verify data/tshirt --json | jq 'select(.verdict == "damaged").name'`,
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_UNCHECKED))
    .action(run);
}

async function run(path: string, { json = false }: { json?: boolean }): Promise<void> {
  try {
    process.exitCode = EXIT_CODES[await verify(path, json)];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(`retrace: ${messageOf(error)}`);
    const isDamaged = error.code === 'corrupt' || error.code === 'invalid-input';
    process.exitCode = isDamaged ? EXIT_CODES.damaged : EXIT_UNCHECKED;
  }
}

async function verify(path: string, json: boolean): Promise<Verdict> {
  const dataset = await openDataset(path);
  const totals: Record<Verdict, number> = { whole: 0, flagged: 0, damaged: 0 };
  const bar = progressBar('verifying episode');
  const reports: EpisodeReport[] = [];
  try {
    for await (const report of verifyDataset(dataset, (done, total) => bar.update(done, total))) {
      totals[report.verdict] += 1;
      if (json) console.log(JSON.stringify(report));
      else if (report.verdict !== 'whole') reports.push(report);
    }
  } finally {
    bar.stop();
  }
  const verdict = totals.damaged > 0 ? 'damaged' : totals.flagged > 0 ? 'flagged' : 'whole';
  if (json) console.log(JSON.stringify({ dataset: dataset.path, verdict, episodes: totals }));
  else {
    for (const report of reports) console.log(describe(report));
    console.log(
      `${verdict}: ${totals.whole} whole, ${totals.flagged} flagged, ${totals.damaged} damaged (${dataset.path})`,
    );
  }
  return verdict;
}

function describe({ name, verdict, damage, findings }: EpisodeReport): string {
  return [
    `${name}  ${verdict}`,
    ...damage.map((message) => `  ${message}`),
    ...findings.map(({ code, severity, message }) => `  ${severity} ${code}: ${message}`),
  ].join('\n');
}
