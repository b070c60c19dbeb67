import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { AuditRow } from '../../core/contract/audit.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import { CatalogueThread } from '../../datasets/catalogue/catalogue-thread.ts';
import { CheckRunner } from '../../datasets/checks/check-runner.ts';
import { type Dataset, episodeNames, openDataset } from '../../datasets/dataset.ts';
import { EPISODE_FILES } from '../../datasets/episode/columns.ts';
import { progressBar } from './progress.ts';

const EXIT_CLEAN = 0;
const EXIT_FLAGGED = 1;
const EXIT_UNCHECKED = 3;

interface CheckOptions {
  again?: boolean;
  json?: boolean;
}

export function checkCommand(): Command {
  return new Command('check')
    .description('Run the checks that have not run on these episodes yet, and say what they found.')
    .argument('[dataset]', 'folder of the dataset', 'data/tshirt')
    .option('--again', 'forget what was found and run every check')
    .option('--json', 'for programs: a JSON object per episode, then one with the totals')
    .addHelpText(
      'after',
      `
Episodes are listed with the riskiest first: 0 where nothing was found, up to 100. What was found is kept beside each
episode in checks.json, with the version of the check, so that only new episodes, new decisions and changed checks cost
time. Unlike "retrace verify", which holds files against their checksums, this looks at what they show.

Exit codes:
  0  nothing but notes was found
  1  some episodes have warnings or errors
  3  not every episode could be checked

Examples:
  retrace check data/tshirt
  retrace check data/tshirt --json | jq 'select(.risk > 50).id'`,
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_UNCHECKED))
    .action(run);
}

async function run(path: string, options: CheckOptions): Promise<void> {
  try {
    process.exitCode = await check(await openDataset(path), options);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(`retrace: ${messageOf(error)}`);
    process.exitCode = EXIT_UNCHECKED;
  }
}

async function check(dataset: Dataset, { again = false, json = false }: CheckOptions): Promise<number> {
  if (again) await forgetChecks(dataset);
  const catalogue = new CatalogueThread(dataset);
  const runner = new CheckRunner(dataset, catalogue);
  try {
    const bar = progressBar('checking episode');
    const { checked, failed } = await runner.run(bar.update).finally(bar.stop);
    const { episodes } = await catalogue.query({ states: ['sealed', 'recovered', 'damaged'], sort: 'risk' });
    const flagged = episodes.filter(({ state, findings }) => state === 'damaged' || findings.some(isSerious));
    for (const row of json ? episodes : episodes.filter(({ risk }) => risk > 0)) {
      console.log(json ? JSON.stringify(row) : describe(row));
    }
    const totals = { checked, episodes: episodes.length, flagged: flagged.length, failed };
    if (json) console.log(JSON.stringify({ dataset: dataset.path, ...totals }));
    else {
      console.log(
        `${checked} episodes checked, ${flagged.length} of ${episodes.length} flagged (${dataset.path})`,
      );
    }
    for (const { id, message } of failed) console.error(`not checked: ${id}: ${message}`);
    if (failed.length > 0) return EXIT_UNCHECKED;
    return flagged.length > 0 ? EXIT_FLAGGED : EXIT_CLEAN;
  } finally {
    await runner.close();
    await catalogue.close();
  }
}

async function forgetChecks(dataset: Dataset): Promise<void> {
  for (const name of await episodeNames(dataset)) {
    await rm(join(dataset.episodesPath, name, EPISODE_FILES.checks), { force: true });
  }
}

function isSerious({ severity }: AuditRow['findings'][number]): boolean {
  return severity !== 'info';
}

function describe({ id, risk, findings, message }: AuditRow): string {
  return [
    `${id}  risk ${risk.toFixed(0)}${message === '' ? '' : `  ${message}`}`,
    ...findings.map((finding) => `  ${finding.severity} ${finding.code}: ${finding.message}`),
  ].join('\n');
}
