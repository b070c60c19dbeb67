import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What `trainers/` supports, best first: for these the pinned readers have ready-made wheels. */
const VERSIONS = ['3.12', '3.11', '3.13', '3.10'];

/**
 * A virtual environment in `.venv` with the package of `trainers/` and the pinned readers. Kept, and made
 * anew when Python, the package or the pins change.
 *
 * @returns the path of its Python
 */
export function ensurePythonEnvironment(root: string): string {
  const venv = join(root, '.venv');
  const stampPath = join(venv, 'retrace-stamp');
  const python = findPython();
  const stamp = stampOf(python, [
    join(root, 'trainers/requirements-test.txt'),
    join(root, 'trainers/pyproject.toml'),
  ]);
  const venvPython = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return venvPython;
  console.log(`Making .venv with ${python} …`);
  rmSync(venv, { recursive: true, force: true });
  execFileSync(python, ['-m', 'venv', venv], { stdio: 'inherit' });
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  execFileSync(
    venvPython,
    [...install, '-r', join(root, 'trainers/requirements-test.txt'), '-e', join(root, 'trainers')],
    { stdio: 'inherit' },
  );
  writeFileSync(stampPath, stamp);
  return venvPython;
}

/** @throws Error when there is none that `trainers/` supports */
export function findPython(): string {
  const found = candidates().flatMap((command) => {
    const version = versionOf(command);
    return version === null || !VERSIONS.includes(version) ? [] : [{ command, version }];
  });
  found.sort((a, b) => VERSIONS.indexOf(a.version) - VERSIONS.indexOf(b.version));
  const best = found[0];
  if (best === undefined) {
    throw new Error(`no Python ${VERSIONS.join(', ')} with venv was found; install one, or set PYTHON to it`);
  }
  return best.command;
}

function candidates(): string[] {
  if (process.env.PYTHON !== undefined) return [process.env.PYTHON];
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(pyenv) ? readdirSync(pyenv) : [];
  return [
    ...VERSIONS.map((version) => `python${version}`),
    'python3',
    'python',
    ...installed.map((version) => join(pyenv, version, 'bin/python')),
  ];
}

/** Null for a command that is not there, is a shim without a Python behind it, or cannot make environments. */
function versionOf(command: string): string | null {
  const program = 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])';
  try {
    return execFileSync(command, ['-c', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

function stampOf(python: string, files: string[]): string {
  const hash = createHash('sha256').update(`${python} ${versionOf(python)}`);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}
