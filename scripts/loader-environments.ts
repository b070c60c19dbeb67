import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each environment's loaders are, for those who read that they were not run, and what they stand on. */
export const ENVIRONMENTS = {
  light: { loaders: 'minari, zarr, mcap, Hugging Face datasets, h5py (D4RL), pandas, duckdb', base: null },
  torch: { loaders: 'lerobot, robomimic, d3rlpy', base: 'pytorch' },
  lerobot_v21: { loaders: 'lerobot of v2.1', base: 'pytorch' },
  tensorflow: { loaders: 'tensorflow_datasets', base: null },
} as const;

export type Environment = keyof typeof ENVIRONMENTS;

const INSTALL_LIMIT_MS = 15 * 60_000;

/** Made once, kept in `.venv-export` until its pins change; null where it cannot be made. */
export function ensureLoaders(root: string, python: string, name: Environment): string | null {
  const { base } = ENVIRONMENTS[name];
  try {
    return ensureVenv(root, python, name, base === null ? null : ensureVenv(root, python, base, null)).python;
  } catch {
    // What pip said stands above.
    return null;
  }
}

interface Venv {
  python: string;
  stamp: string;
}

/** @param base what is in it need not be installed again: PyTorch alone takes minutes and gigabytes */
function ensureVenv(root: string, python: string, name: string, base: Venv | null): Venv {
  const pins = join(root, 'test/python/export', `requirements-${name}.txt`);
  const loosePins = join(root, 'test/python/export', `requirements-${name}-no-deps.txt`);
  const files = [pins, loosePins].filter((path) => existsSync(path));
  const hash = createHash('sha256').update(`${python} ${base?.stamp}`);
  for (const file of files) hash.update(readFileSync(file));
  const stamp = hash.digest('hex');
  const venv = join(root, '.venv-export', name);
  const stampPath = join(venv, 'retrace-stamp');
  const venvPython = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const made = { python: venvPython, stamp };
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return made;
  console.log(`Making .venv-export/${name} …`);
  rmSync(venv, { recursive: true, force: true });
  execFileSync(python, ['-m', 'venv', venv], { stdio: 'inherit' });
  if (base !== null) {
    // Python looks there after the environment's own packages, and pip takes what is there for installed.
    writeFileSync(join(packagesOf(venvPython), 'base.pth'), `${packagesOf(base.python)}\n`);
  }
  for (const file of files) {
    const options = ['--quiet', '--disable-pip-version-check', '--no-compile'];
    if (file === loosePins) options.push('--no-deps');
    execFileSync(venvPython, ['-m', 'pip', 'install', ...options, '-r', file], {
      stdio: 'inherit',
      timeout: INSTALL_LIMIT_MS,
    });
  }
  writeFileSync(stampPath, stamp);
  return made;
}

function packagesOf(python: string): string {
  const program = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim();
}
