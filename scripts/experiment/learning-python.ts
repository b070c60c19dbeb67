import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../python-environment.ts';

const NEEDED = 'import torch, onnx, onnxscript, tqdm, PIL, pyarrow';

/**
 * A Python that can learn: the one in RETRACE_PYTHON, which must have what the extra `rl` names, or an
 * environment in `.venv-rl` that is made once. PyTorch is large; where the registry has a build for the CPU
 * alone, set pip's own options for it.
 */
export function ensureLearningPython(root: string): string {
  const given = process.env.RETRACE_PYTHON;
  if (given !== undefined) {
    execFileSync(given, ['-c', NEEDED], { stdio: 'inherit' });
    return given;
  }
  const venv = join(root, '.venv-rl');
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) execFileSync(findPython(), ['-m', 'venv', venv], { stdio: 'inherit' });
  try {
    execFileSync(python, ['-c', NEEDED], { stdio: 'ignore' });
  } catch {
    console.log('Installing PyTorch into .venv-rl, once …');
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', `${join(root, 'trainers')}[rl]`], {
      stdio: 'inherit',
    });
  }
  return python;
}
