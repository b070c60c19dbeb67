import { spawn } from 'node:child_process';
import { type ElectronRuntime, findElectron } from './electron-runtime.ts';
import { ELECTRON_MAIN } from './paths.ts';

/** What ends sooner was not closed by a person: the window had hardly been seen. */
const SEEN_AFTER_MS = 3_000;

/**
 * Show the screens at `address` in a window of the desktop app, or say where to open them in a browser when it
 * is not there or breaks. Resolves only when the operator has closed the window or `signal` has: nothing that
 * goes wrong with a window ends a station at work.
 */
export async function showScreens(
  address: string,
  signal: AbortSignal,
  electron: ElectronRuntime = findElectron(),
): Promise<void> {
  const fault =
    'missingBecause' in electron
      ? electron.missingBecause
      : await showWindow(electron.program, address, signal);
  if (fault === null || signal.aborted) return;
  console.log(`Retrace runs in the browser (${fault}). Open ${address}`);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

/** @returns null when the operator closed it, else in words why there is no window */
function showWindow(program: string, address: string, signal: AbortSignal): Promise<string | null> {
  console.log(`Retrace opens its window. It also answers at ${address}`);
  const startedMs = performance.now();
  const shell = spawn(program, [ELECTRON_MAIN], {
    stdio: 'inherit',
    env: { ...process.env, RETRACE_ADDRESS: address },
    signal,
  });
  return new Promise((resolve) => {
    shell.once('error', ({ message }) => resolve(`the desktop app did not start: ${message}`));
    shell.once('exit', (code, exitSignal) =>
      resolve(faultOfExit(code ?? exitSignal, performance.now() - startedMs)),
    );
  });
}

/**
 * @param exit the exit code of the desktop app, or the signal that ended it
 * @returns null when a person closed the window, else in words what became of it
 */
export function faultOfExit(exit: number | NodeJS.Signals | null, ranMs: number): string | null {
  if (exit !== 0) return `the desktop app ended with ${exit}`;
  if (ranMs < SEEN_AFTER_MS) return `the desktop app ended after ${(ranMs / 1000).toFixed(1)} s`;
  return null;
}
