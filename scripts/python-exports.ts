import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORT_TARGETS } from '../datasets/export/targets.ts';
import { buildExportDataset } from '../test/builders/export-dataset.ts';
import { ensureFfmpeg } from './ensure-ffmpeg.ts';

/** What each environment's loaders are, for those who read that they were not run. */
const ENVIRONMENTS = {
  light: 'minari, zarr, mcap, Hugging Face datasets, h5py (D4RL), pandas, duckdb',
  torch: 'lerobot, robomimic, d3rlpy',
  lerobot_v21: 'lerobot of v2.1',
  tensorflow: 'tensorflow_datasets',
};

type Environment = keyof typeof ENVIRONMENTS;

const INSTALL_LIMIT_MS = 15 * 60_000;

/**
 * Export a dataset of which every value is known to every target, by the command line, and open each with the
 * trainers' own loaders. A loader that cannot be installed is skipped by name, loudly.
 *
 * @returns whether all that ran passed
 */
export async function testExports(root: string, python: string, folder: string): Promise<boolean> {
  ensureFfmpeg();
  const exported = join(folder, 'exported');
  const { path: dataset } = await buildExportDataset(join(exported, 'dataset'));
  for (const { name } of EXPORT_TARGETS) {
    const options = [
      '--version',
      'v1',
      '--recipe',
      'everything',
      '--to',
      name,
      '--out',
      join(exported, name),
    ];
    execFileSync(process.execPath, [join(root, 'bin/retrace.mjs'), 'export', dataset, ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
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
    if (venvPython === null) skipped.push(ENVIRONMENTS[name]);
    else hasPassed = run(name, venvPython) && hasPassed;
  }
  for (const loaders of skipped) say(`\nSKIPPED, NOT VERIFIED: ${loaders}: not installed.\n`);
  return hasPassed;
}

/** Made once, kept in `.venv-export` until its pins change; null where it cannot be made. */
export function ensureLoaders(root: string, python: string, name: Environment): string | null {
  const pins = join(root, 'test/python/export', `requirements-${name}.txt`);
  const loosePins = join(root, 'test/python/export', `requirements-${name}-no-deps.txt`);
  const files = [pins, loosePins].filter((path) => existsSync(path));
  const hash = createHash('sha256').update(python);
  for (const file of files) hash.update(readFileSync(file));
  const stamp = hash.digest('hex');
  const venv = join(root, '.venv-export', name);
  const stampPath = join(venv, 'retrace-stamp');
  const venvPython = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return venvPython;
  console.log(`Making .venv-export/${name} …`);
  rmSync(venv, { recursive: true, force: true });
  try {
    execFileSync(python, ['-m', 'venv', venv], { stdio: 'inherit' });
    for (const file of files) {
      const isLoose = file === loosePins;
      const options = ['--quiet', '--disable-pip-version-check', ...(isLoose ? ['--no-deps'] : [])];
      execFileSync(venvPython, ['-m', 'pip', 'install', ...options, '-r', file], {
        stdio: 'inherit',
        timeout: INSTALL_LIMIT_MS,
      });
    }
  } catch {
    return null;
  }
  writeFileSync(stampPath, stamp);
  return venvPython;
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
