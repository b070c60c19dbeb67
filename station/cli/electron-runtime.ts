import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './paths.ts';

export type ElectronRuntime = { program: string } | { missingBecause: string };

/** Electron's program, or in words why the app runs in a browser instead. */
export function findElectron(env: NodeJS.ProcessEnv = process.env, root = PACKAGE_ROOT): ElectronRuntime {
  const program = electronProgram(env, root);
  if (program === null) {
    return { missingBecause: 'Electron’s runtime is not installed; "npx install-electron" fetches it' };
  }
  const isLinux = process.platform === 'linux';
  if (isLinux && !env.DISPLAY && !env.WAYLAND_DISPLAY) return { missingBecause: 'there is no display' };
  // Chromium's sandbox cannot be made as root, and the shell never runs without it.
  if (process.getuid?.() === 0) return { missingBecause: 'the desktop app does not run as root' };
  return { program };
}

/** The package comes without its runtime; `path.txt` stands beside it once it was downloaded. */
function electronProgram(env: NodeJS.ProcessEnv, root: string): string | null {
  const folder = join(root, 'node_modules/electron');
  const nameFile = join(folder, 'path.txt');
  const name = existsSync(nameFile) ? readFileSync(nameFile, 'utf8').trim() : 'electron';
  const program = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
  return existsSync(program) ? program : null;
}
