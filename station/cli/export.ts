import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { PastExport } from '../../core/contract/export.ts';
import { AppError, messageOf } from '../../core/errors.ts';
import { loaderLine } from '../../core/export-name.ts';
import { type Dataset, openDataset } from '../../datasets/dataset.ts';
import type { ExportReport } from '../../datasets/export/report.ts';
import { type ExportJob, runExport } from '../../datasets/export/run-export.ts';
import type { ExportTarget } from '../../datasets/export/target.ts';
import { EXPORT_TARGETS, findTarget } from '../../datasets/export/targets.ts';
import { addToExportHistory } from '../../datasets/export-history.ts';
import { parseRecipe, type Recipe } from '../../datasets/recipes/recipe.ts';
import { findRecipe } from '../../datasets/recipes/recipe-library.ts';
import { shippedRecipes } from '../../datasets/recipes/shipped.ts';
import { readVersion } from '../../datasets/versions.ts';
import { outcomeOf } from '../exports/past-export.ts';
import { progressBar } from './progress.ts';
import { untilAskedToEnd } from './signals.ts';

interface ExportOptions {
  version: string;
  recipe: string;
  to: string;
  out: string;
  json?: boolean;
}

export function exportCommand(): Command {
  const targets = EXPORT_TARGETS.map(({ name, title }) => `  ${name.padEnd(18)} ${title}`).join('\n');
  const recipes = shippedRecipes()
    .map(({ name, description }) => `  ${name.padEnd(22)} ${description}`)
    .join('\n');
  return new Command('export')
    .description('Export a frozen version through a recipe, in a format that a trainer’s own loader reads.')
    .argument('<dataset>', 'folder of the dataset')
    .requiredOption('--version <name>', 'made by "retrace freeze"')
    .requiredOption(
      '--recipe <name or file>',
      'a shipped recipe, one of the dataset’s folder "recipes", or a JSON file',
    )
    .requiredOption('--to <target>', 'one of the targets below')
    .requiredOption('--out <folder>', 'is made; it appears when all is there')
    .option('--json', 'for programs: the report as one JSON object')
    .addHelpText(
      'after',
      `
Targets:
${targets}

Recipes:
${recipes}

An export that was interrupted goes on where it stood when the same command is given again.
What was left out, duplicated, dropped or interpolated stands in retrace-export.json beside the data.

Exit codes:
  0  every episode that the recipe takes was exported
  1  some episodes could not be exported; the others were, and the report says why
  2  nothing was exported

Examples:
  retrace export data/tshirt --version tshirt-v1 --recipe everything --to lerobot-v3 --out exports/tshirt
  retrace export data/tshirt --version tshirt-v1 --recipe my-recipe.json --to robomimic --out exports/bc`,
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .action(run);
}

async function run(path: string, options: ExportOptions): Promise<void> {
  const cancel = new AbortController();
  void untilAskedToEnd().then(() => cancel.abort());
  const bar = progressBar('exporting step');
  try {
    const target = findTarget(options.to);
    const dataset = await openDataset(path);
    const recipe = await readRecipe(dataset, options.recipe);
    const version = await readVersion(dataset, options.version);
    const job: ExportJob = {
      dataset,
      version,
      recipe,
      target,
      out: options.out,
      signal: cancel.signal,
      onProgress: ({ stage, steps, stepsDone }) => stage === 'writing' && bar.update(stepsDone, steps),
    };
    const report = await remembered(job, runExport(job));
    bar.stop();
    console.log(options.json ? JSON.stringify(report) : describe(report, options.out, target));
    process.exitCode = report.totals.failed > 0 ? 1 : 0;
  } catch (error) {
    bar.stop();
    if (!(error instanceof AppError) && !cancel.signal.aborted) throw error;
    console.error(
      error instanceof AppError
        ? `retrace: ${messageOf(error)}`
        : 'retrace: cancelled; the same command goes on from here',
    );
    process.exitCode = 2;
  } finally {
    // The signals would keep listening.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  }
}

/** The export, once it is in the history of the dataset, where that can be written to. */
async function remembered(job: ExportJob, reported: Promise<ExportReport>): Promise<ExportReport> {
  const { dataset, version, recipe, target, signal } = job;
  const at = new Date().toISOString();
  const startedMs = performance.now();
  const outcome = await outcomeOf(reported, () => signal?.aborted === true);
  const past: PastExport = {
    at,
    by: userInfo().username,
    version: version.name,
    recipe: recipe.name,
    target: target.name,
    out: resolve(job.out),
    durationMs: Math.round(performance.now() - startedMs),
    ...outcome,
  };
  await addToExportHistory(dataset, past).catch((error: unknown) => {
    console.error(`retrace: it is not in the history: ${messageOf(error)}`);
  });
  return await reported;
}

/** A file's name has a dot or a folder in it; that of a shipped recipe or of the dataset's own has neither. */
async function readRecipe(dataset: Dataset, name: string): Promise<Recipe> {
  if (!/[./\\]/.test(name)) return await findRecipe(dataset, name);
  try {
    return parseRecipe(await readFile(name, 'utf8'), name);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('not-found', `the recipe cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function describe(report: ExportReport, out: string, { loader }: ExportTarget): string {
  const { totals, episodes, version, recipe } = report;
  const { samples } = totals;
  return [
    ...episodes.flatMap((e) => (e.status === 'failed' ? [`${e.id}  failed: ${e.reason}`] : [])),
    `${totals.written} episodes as ${totals.trajectories} trajectories of ${totals.steps} steps; ` +
      `${totals.leftOut} left out by the recipe, ${totals.failed} failed (${out})`,
    `${totals.maskedSteps} recorded steps masked; ${samples.duplicated} samples duplicated, ${samples.dropped} dropped, ${samples.interpolated} interpolated`,
    `open it: ${loaderLine(loader, { out, version: version.name, recipe: recipe.name })}`,
  ].join('\n');
}
