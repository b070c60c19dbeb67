import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { parse } from '../core/parse.ts';

const CLI = fileURLToPath(new URL('./cli/main.ts', import.meta.url));
const START_TIMEOUT_MS = 30_000;

/** What the child says over its pipe once it listens. */
export const simulationReadySchema = z.object({ url: z.string() });

export interface SimulationProcess {
  url: string;
  /** Resolves when the process ended by itself: its exit code, or the signal that ended it. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the simulated robot as a process of its own, which ends when this one does, however that happens.
 *
 * @param args for `retrace sim`, without the port
 * @param preferredPort taken when it is free, else any free one
 */
export async function startSimulationProcess(
  args: string[],
  preferredPort: number,
): Promise<SimulationProcess> {
  if (!(await isFree(preferredPort))) return start(args, 0);
  // Another program may take the port between the look and the start.
  return start(args, preferredPort).catch(() => start(args, 0));
}

async function start(args: string[], port: number): Promise<SimulationProcess> {
  const child = fork(CLI, ['sim', '--port', String(port), ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const url = await readyUrl(child, ended);
  return {
    url,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function readyUrl(child: ChildProcess, ended: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new AppError('timeout', `the simulated robot did not start within ${START_TIMEOUT_MS / 1000} s`),
        ),
      START_TIMEOUT_MS,
    );
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(parse(simulationReadySchema, message, 'simulated robot').url);
    });
    void ended.then((how) => {
      clearTimeout(timer);
      reject(new AppError('unavailable', `the simulated robot ended at its start: ${how}`));
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
