import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';

export interface ForkOptions {
  /** The built file that the process begins with. */
  entry: string;
  args: readonly string[];
  /** As the system's list of processes shows it. */
  name: string;
  /** Each chunk that the process prints. */
  onOutput(text: string): void;
}

export interface ProcessEvents {
  onMessage(message: unknown): void;
  onExit(code: number): void;
}

export interface ForkedProcess {
  postMessage(message: unknown, ports?: MessagePortMain[]): void;
  kill(): void;
}

/** A process of its own with Node in it: it may crash without the windows, and they without it. */
export function forkUtility(
  { entry, args, name, onOutput }: ForkOptions,
  { onMessage, onExit }: ProcessEvents,
): ForkedProcess {
  const child = utilityProcess.fork(entry, [...args], { serviceName: name, stdio: 'pipe' });
  child.stdout?.on('data', (data) => onOutput(String(data)));
  child.stderr?.on('data', (data) => onOutput(String(data)));
  child.on('message', onMessage);
  child.once('exit', onExit);
  return {
    postMessage: (message, ports) => child.postMessage(message, ports),
    kill: () => kill(child),
  };
}

/** Electron's own way asks a process to end; one that hangs must not be asked. Without an id it has ended. */
function kill({ pid }: UtilityProcess): void {
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}
