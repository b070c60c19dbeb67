import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { EXPORT_TARGETS } from '../datasets/export/targets.ts';
import { buildExportDataset } from '../test/builders/export-dataset.ts';
import { ensureFfmpeg } from './ensure-ffmpeg.ts';
import { ENVIRONMENTS, type Environment, ensureLoaders } from './loader-environments.ts';

/**
 * Export a dataset of which every value is known to every target, by the command line, and open each with the
 * trainers' own loaders. A loader that cannot be installed is skipped by name, loudly.
 *
 * @returns whether all that ran passed
 */
export async function testExports(root: string, python: string, folder: string): Promise<boolean> {
  ensureFfmpeg();
  const exported = join(folder, 'exported');
  const exportTo = (dataset: string, target: string, out: string): void => {
    const options = [
      '--version',
      'v1',
      '--recipe',
      'everything',
      '--to',
      target,
      '--out',
      join(exported, out),
    ];
    execFileSync(process.execPath, [join(root, 'bin/retrace.mjs'), 'export', dataset, ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  const { path: dataset } = await buildExportDataset(join(exported, 'dataset'));
  for (const { name } of EXPORT_TARGETS) exportTo(dataset, name, name);
  const narrow = { state: { names: ['x'], units: ['m'] }, action: { names: ['vx'], units: ['m/s'] } };
  const heads = { 0: narrow, 1: narrow, 2: narrow };
  const { path: narrowDataset } = await buildExportDataset(join(exported, 'narrow-dataset'), { heads });
  for (const name of ['lerobot-v3', 'lerobot-v2.1']) exportTo(narrowDataset, name, `${name}-narrow`);
  return runEnvironments({
    ensure: (name) => ensureLoaders(root, python, name),
    run: (name, venvPython) => runLoaders(root, venvPython, name, exported),
    say: (text) => console.error(text),
  });
}

/** @returns whether all loaders that are there passed; those that are not are said by name. */
export function runEnvironments({
  ensure,
  run,
  say,
}: {
  ensure(name: Environment): string | null;
  run(name: Environment, venvPython: string): boolean;
  say(text: string): void;
}): boolean {
  let hasPassed = true;
  const skipped: string[] = [];
  for (const name of Object.keys(ENVIRONMENTS) as Environment[]) {
    const venvPython = ensure(name);
    if (venvPython === null) skipped.push(ENVIRONMENTS[name].loaders);
    else hasPassed = run(name, venvPython) && hasPassed;
  }
  for (const loaders of skipped) say(`\nSKIPPED, NOT VERIFIED: ${loaders}: not installed.\n`);
  return hasPassed;
}

function runLoaders(root: string, python: string, name: Environment, exported: string): boolean {
  const tests = join(root, 'test/python/export');
  const options = ['--rootdir', tests, '--confcutdir', tests, '-p', 'no:cacheprovider', '-rP', '-q'];
  const { status } = spawnSync(python, ['-m', 'pytest', ...options, join(tests, `${name}_loaders`)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PYTHONPATH: join(root, 'trainers/src'),
      RETRACE_EXPORTED: exported,
      HF_HUB_OFFLINE: '1',
      HF_DATASETS_OFFLINE: '1',
      HF_HOME: join(exported, '..', 'huggingface-exports'),
      TF_CPP_MIN_LOG_LEVEL: '3',
    },
  });
  return status === 0;
}
