import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { HANDED_OVER } from '../desktop/shell-messages.ts';
import { type ElectronRuntime, findElectron } from './electron-runtime.ts';
import { ELECTRON_MAIN } from './paths.ts';

/** What ends sooner was not closed by a person: the window had hardly been seen. */
const SEEN_AFTER_MS = 3_000;

export interface DesktopSeat {
  dataset: string;
  /** Undefined for the simulated robot. */
  profile: string | undefined;
  diskReserveMb: number | undefined;
}

/**
 * Run the desktop app, which has its own station, until the operator closes it or `signal` does.
 *
 * @returns null when that is how it ended; else in words why there is none
 */
export async function openDesktop(
  seat: DesktopSeat,
  signal: AbortSignal,
  electron: ElectronRuntime = findElectron(),
): Promise<string | null> {
  if ('missingBecause' in electron) return electron.missingBecause;
  console.log(`Retrace opens its window, with the dataset ${resolve(seat.dataset)}`);
  const fault = await runApp(electron.program, argumentsOf(seat), signal);
  return signal.aborted ? null : fault;
}

function argumentsOf({ dataset, profile, diskReserveMb }: DesktopSeat): string[] {
  return [
    ...['--dataset', resolve(dataset)],
    ...(profile === undefined ? ['--simulated'] : ['--profile', resolve(profile)]),
    ...(diskReserveMb === undefined ? [] : ['--disk-reserve', String(diskReserveMb)]),
  ];
}

function runApp(program: string, args: readonly string[], signal: AbortSignal): Promise<string | null> {
  const startedMs = performance.now();
  const app = spawn(program, [ELECTRON_MAIN, ...args], { stdio: 'inherit', signal });
  return new Promise((done) => {
    app.once('error', ({ name, message }) => {
      // It has been asked to end, and says when it has.
      if (name !== 'AbortError') done(`the desktop app did not start: ${message}`);
    });
    app.once('exit', (code, exitSignal) =>
      done(faultOfExit(code ?? exitSignal, performance.now() - startedMs)),
    );
  });
}

/**
 * @param exit the exit code of the desktop app, or the signal that ended it
 * @returns null when a person closed the window, or had one open already; else in words what became of it
 */
export function faultOfExit(exit: number | NodeJS.Signals | null, ranMs: number): string | null {
  if (exit === HANDED_OVER) return null;
  if (exit !== 0) return `the desktop app ended with ${exit}`;
  if (ranMs < SEEN_AFTER_MS) return `the desktop app ended after ${(ranMs / 1000).toFixed(1)} s`;
  return null;
}
